using Dispatch.Worker.DeadLetters.Storage;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>The entries of replays in the audit trail.</summary>
internal static class ReplayAudit
{
    /// <summary>Whoever acts where nobody gave an order.</summary>
    public const string Itself = "dispatch";

    /// <summary>Adds an entry on a replay as a whole.</summary>
    public static AuditRow Add(LettersContext context, ReplayJobRow job, DateTimeOffset at, string who, string action, string? remark = null) => AuditTrail.Add(
        context, at, who, action, ReplayJson.Read<LetterFilter>(job.Letters), job.Total, remark is null ? $"replay {job.Id}" : $"replay {job.Id}: {remark}");

    /// <summary>Adds an entry on some of its letters.</summary>
    public static AuditRow Add(LettersContext context, ReplayJobRow job, DateTimeOffset at, string action) => AuditTrail.Add(
        context, at, Itself, action, ReplayJson.Read<LetterFilter>(job.Letters), count: 0, $"replay {job.Id}");
}
