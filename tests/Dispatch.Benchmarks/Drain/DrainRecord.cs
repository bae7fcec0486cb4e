namespace Dispatch.Benchmarks.Drain;

/// <summary>All that was seen of one run.</summary>
internal sealed record DrainRecord
{
    public required DrainPlan Plan { get; init; }

    public required string Variant { get; init; }

    /// <summary>The calls to all providers, in the order of their arrival.</summary>
    public required IReadOnlyList<ProviderCall> Calls { get; init; }

    /// <summary>All outcomes, in the order of their arrival.</summary>
    public required IReadOnlyList<DrainOutcome> Outcomes { get; init; }

    /// <summary>What was in the queues that are consumed, once a second.</summary>
    public required IReadOnlyList<QueueLook> Queues { get; init; }

    public required ReturnCounts Returns { get; init; }

    /// <summary>What each worker printed.</summary>
    public required IReadOnlyList<string> Logs { get; init; }

    /// <summary>When the last request got its outcome.</summary>
    public double Seconds => Outcomes.DistinctBy(outcome => outcome.Id).Max(outcome => outcome.At);

    public IEnumerable<ProviderCall> CallsTo(ProviderLimit limit) => Calls.Where(call => call.Provider == limit.Key);
}
