namespace Dispatch.Worker.Batches;

/// <summary>Where a batch stands when a run begins.</summary>
internal sealed class BatchState
{
    /// <summary>The batch's id, which names its queue.</summary>
    public string Id { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>The requests that have an outcome.</summary>
    public BatchLedger Ledger { get; } = new();

    /// <summary>The lines that the broker has; their outcomes come without sending them again.</summary>
    public LineSet Sent { get; set; } = new();

    /// <summary>The bad lines that are in the errors already.</summary>
    public LineSet Reported { get; } = new();

    /// <summary>How many results there are.</summary>
    public long Results { get; set; }

    /// <summary>How many dead letters there are, by reason.</summary>
    public Dictionary<string, long> Reasons { get; } = new(StringComparer.Ordinal);
}
