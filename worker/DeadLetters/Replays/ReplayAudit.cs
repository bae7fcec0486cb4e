using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>The entries of replays in the audit trail.</summary>
internal static class ReplayAudit
{
    /// <summary>Whoever acts where nobody gave an order.</summary>
    public const string Itself = "dispatch";

    // The entries of other replays come in between.
    private const int NearLook = 100;

    /// <summary>For how long outcomes go into the same entry.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    /// <summary>Adds an entry on a replay as a whole.</summary>
    public static AuditRow Add(LettersContext context, ReplayJobRow job, DateTimeOffset at, string who, string action, string? remark = null) => AuditTrail.Add(
        context, at, who, action, ReplayJson.Read<LetterFilter>(job.Letters), job.Total, remark is null ? $"replay {job.Id}" : $"replay {job.Id}: {remark}");

    /// <summary>
    /// The entry for what comes of some of its letters, saved. One is for all that comes within <see cref="Span"/>: outcomes come one by one.
    /// </summary>
    public static async Task<AuditRow> OfLettersAsync(LettersContext context, ReplayJobRow job, DateTimeOffset at, string action, CancellationToken cancellationToken)
    {
        var remark = $"replay {job.Id}";
        var earliest = (at - Span).ToUnixTimeMilliseconds();
        var latest = await context.Audit.AsNoTracking().OrderByDescending(row => row.Id).Take(NearLook)
            .Where(row => row.Action == action && row.Remark == remark && row.At > earliest).OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        if (latest is not null)
            return latest;

        var added = AuditTrail.Add(context, at, Itself, action, ReplayJson.Read<LetterFilter>(job.Letters), count: 0, remark);
        await context.SaveChangesAsync(cancellationToken);
        return added;
    }
}
