namespace Dispatch.Worker.Recovery;

/// <summary>What a request's chain still offers.</summary>
/// <param name="Attempts">The attempts made so far that count.</param>
/// <param name="Round">The round that the request is in, from 1.</param>
/// <param name="MemberReady">Whether a member not tried in this round may be asked now.</param>
/// <param name="ReadyThisRound">The earliest instant at which a member not tried in this round may be asked; null: there is none.</param>
/// <param name="ReadyNextRound">The earliest instant at which any member that has not failed for good may be asked; null: all have.</param>
internal readonly record struct ChainOutlook(
    int Attempts,
    int Round,
    bool MemberReady,
    DateTimeOffset? ReadyThisRound,
    DateTimeOffset? ReadyNextRound)
{
    /// <summary>Every member is out because the request is longer than it can take.</summary>
    public bool IsTooLong { get; init; }
}
