namespace Dispatch.Benchmarks.Drain;

/// <summary>What a run comes to.</summary>
internal sealed record DrainFigures
{
    public required string Variant { get; init; }

    /// <summary>From the first call to the last result.</summary>
    public required double Seconds { get; init; }

    /// <summary>The least that the limits allow.</summary>
    public required double Optimum { get; init; }

    public double OfOptimum => Seconds / Optimum;

    public required int Calls { get; init; }

    /// <summary>Calls that were answered 429.</summary>
    public required int RateLimited { get; init; }

    public double RateLimitedShare => (double)RateLimited / Calls;

    /// <summary>Calls that a provider got while it was down.</summary>
    public required int WhileDown { get; init; }

    /// <summary>From the provider's recovery to the first call that it answered; null: there was no outage, or no such call.</summary>
    public required double? SecondsToReturn { get; init; }

    /// <summary>Calls that the providers would have let through before the last call and that were not made, by provider.</summary>
    public required IReadOnlyDictionary<string, double> Unused { get; init; }

    /// <summary>Requests that have a result.</summary>
    public required int Results { get; init; }

    public required int DeadLetters { get; init; }

    /// <summary>Outcomes beyond the first of each request.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Attempts before the one that answered, over all requests, as the results tell them; null: they tell nothing.</summary>
    public required int? FailedAttempts { get; init; }

    /// <summary>Requests sent back to the broker for the next member.</summary>
    public required long ReturnedAtOnce { get; init; }

    /// <summary>Requests sent to a delay lane.</summary>
    public required long ReturnedLater { get; init; }

    public static DrainFigures Of(DrainRecord run)
    {
        var outage = run.Plan.Outage;
        var first = run.CallsTo(run.Plan.Providers[0]);
        var distinct = run.Outcomes.DistinctBy(outcome => outcome.Id).ToList();
        return new DrainFigures
        {
            Variant = run.Variant,
            Seconds = run.Seconds,
            Optimum = DrainOptimum.Checked(run.Plan),
            Calls = run.Calls.Count,
            RateLimited = run.Calls.Count(call => call.Status == 429),
            WhileDown = run.Calls.Count(call => call.Status == 503),
            SecondsToReturn = outage is null ? null : first.FirstOrDefault(call => call.At >= outage.To && call.Status == 200)?.At - outage.To,
            Unused = run.Plan.Providers.ToDictionary(limit => limit.Key, limit => UnusedCalls.Before(run, limit, run.Calls[^1].At)),
            Results = distinct.Count(outcome => !outcome.IsDeadLetter),
            DeadLetters = distinct.Count(outcome => outcome.IsDeadLetter),
            Duplicates = run.Outcomes.Count - distinct.Count,
            FailedAttempts = run.Outcomes.Any(outcome => outcome.FailedAttempts is null) ? null : run.Outcomes.Sum(outcome => outcome.FailedAttempts),
            ReturnedAtOnce = run.Returns.AtOnce,
            ReturnedLater = run.Returns.Delayed,
        };
    }
}
