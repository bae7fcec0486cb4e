namespace Dispatch.Worker.Batches;

/// <summary>The counts of a batch at one moment.</summary>
internal sealed record BatchTally
{
    /// <summary>The lines to do; null: not known yet. Until the input has been read to its end, blank lines may be among them.</summary>
    public long? Lines { get; init; }

    public long Results { get; init; }

    public long DeadLetters { get; init; }

    public long BadLines { get; init; }

    /// <summary>Those of <see cref="Results"/> and <see cref="DeadLetters"/> that an earlier run had.</summary>
    public long Earlier { get; init; }

    /// <summary>Requests sent and without an outcome.</summary>
    public int InFlight { get; init; }

    /// <summary>Tokens of this run's results, where the providers said.</summary>
    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>This run's results by provider, the most first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Providers { get; init; } = [];

    /// <summary>Dead letters by reason, the most first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Reasons { get; init; } = [];

    /// <summary>Since this run began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Lines that nothing more will happen to.</summary>
    public long Done => Results + DeadLetters + BadLines;

    /// <summary>Whether every line has a result.</summary>
    public bool IsSuccess => DeadLetters == 0 && BadLines == 0 && Lines == Results;

    /// <summary>Outcomes per second over this run.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? (Results + DeadLetters - Earlier) / Elapsed.TotalSeconds : 0;
}
