namespace Dispatch.Worker.Dashboard.Figures;

/// <summary>What the worker has done since it started.</summary>
/// <param name="Results">Requests that ended in a result.</param>
/// <param name="DeadLetters">Requests that ended in a dead letter.</param>
/// <param name="Fallbacks">Failed attempts after which another member was tried.</param>
internal readonly record struct WorkTotals(long Results, long DeadLetters, long Fallbacks)
{
    /// <summary>Requests that ended.</summary>
    public long Outcomes => Results + DeadLetters;

    public static WorkTotals operator +(WorkTotals one, WorkTotals other) =>
        new(one.Results + other.Results, one.DeadLetters + other.DeadLetters, one.Fallbacks + other.Fallbacks);

    public static WorkTotals operator -(WorkTotals later, WorkTotals earlier) =>
        new(later.Results - earlier.Results, later.DeadLetters - earlier.DeadLetters, later.Fallbacks - earlier.Fallbacks);
}
