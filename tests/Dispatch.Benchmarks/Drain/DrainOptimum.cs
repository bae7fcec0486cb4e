namespace Dispatch.Benchmarks.Drain;

/// <summary>The least time in which a plan's requests can all be answered, if every provider is called as fast as it allows.</summary>
internal static class DrainOptimum
{
    private const double Step = 0.001;

    /// <summary>
    /// By the time t a provider has let through its burst and rate × t calls. One that is down lets nothing through meanwhile; its bucket
    /// is refilled, though, up to the burst. The last call can be made when the sum over the providers reaches the number of requests,
    /// and its answer comes one latency later.
    /// </summary>
    /// <returns>Seconds from the first call to the last answer.</returns>
    public static double Seconds(DrainPlan plan)
    {
        var (before, after) = (0.0, (plan.Requests / plan.Providers.Min(limit => limit.PerSecond)) + (plan.Outage?.To ?? 0));
        while (after - before > Step / 100)
        {
            var middle = (before + after) / 2;
            var allowed = plan.Providers.Sum(limit => Allowed(limit, plan.OutageOf(limit), middle));
            (before, after) = allowed < plan.Requests ? (middle, after) : (before, middle);
        }

        return after + plan.Latency.TotalSeconds;
    }

    /// <summary>The same, found by calling the buckets themselves every millisecond.</summary>
    public static double SecondsTried(DrainPlan plan)
    {
        var buckets = plan.Providers.Select(limit => (Bucket: new LimitBucket(limit), Outage: plan.OutageOf(limit))).ToList();
        for (var (step, made) = (0, 0); ; step++)
        {
            var now = step * Step;
            foreach (var (bucket, outage) in buckets)
            {
                while (outage?.Covers(now) != true && bucket.TryTake(now))
                    made++;
            }

            if (made >= plan.Requests)
                return now + plan.Latency.TotalSeconds;
        }
    }

    /// <exception cref="InvalidOperationException">Computed and tried are further apart than the calls that only come in whole.</exception>
    public static double Checked(DrainPlan plan)
    {
        var (computed, tried) = (Seconds(plan), SecondsTried(plan));
        var tolerance = (plan.Providers.Count / plan.Providers.Sum(limit => limit.PerSecond)) + Step;
        return Math.Abs(computed - tried) <= tolerance
            ? computed
            : throw new InvalidOperationException($"The optimum is computed as {computed} s, and tried as {tried} s.");
    }

    private static double Allowed(ProviderLimit limit, Outage? outage, double t)
    {
        if (outage is null || t <= outage.From)
            return limit.Burst + (limit.PerSecond * t);

        var before = limit.Burst + (limit.PerSecond * outage.From);
        return t <= outage.To
            ? before
            : before + Math.Min(limit.Burst, limit.PerSecond * (outage.To - outage.From)) + (limit.PerSecond * (t - outage.To));
    }
}
