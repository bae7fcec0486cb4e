namespace Dispatch.Benchmarks.Drain;

/// <summary>Calls that a provider would have let through and that nobody made: where the time goes that a run takes above the optimum.</summary>
internal static class UnusedCalls
{
    /// <summary>Those up to this time, in seconds since the first call: what ran over in the bucket while the provider was up.</summary>
    public static double Before(DrainRecord run, ProviderLimit limit, double until)
    {
        var bucket = new LimitBucket(limit);
        var outage = run.Plan.OutageOf(limit);
        var lost = 0.0;
        var taken = run.CallsTo(limit).Where(call => call.Status == 200 && call.At <= until).Select(call => call.At).ToList();
        foreach (var (from, to, counts) in Stretches(outage, until))
        {
            var before = bucket.Overflow;
            foreach (var at in taken.Where(at => at >= from && at < to))
                bucket.Take(at);
            bucket.Advance(to);
            lost += counts ? bucket.Overflow - before : 0;
        }

        return lost;
    }

    private static IEnumerable<(double From, double To, bool Counts)> Stretches(Outage? outage, double until)
    {
        if (outage is null || until <= outage.From)
            return [(0, until, true)];

        return until <= outage.To
            ? [(0, outage.From, true), (outage.From, until, false)]
            : [(0, outage.From, true), (outage.From, outage.To, false), (outage.To, until, true)];
    }
}
