using System.Text.Json;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Reads one path of the broker's management API, such as <c>api/overview</c>. Never throws but for cancellation.</summary>
internal delegate Task<ManagementReply> ReadManagement(string path, CancellationToken cancellationToken);

/// <summary>What the management API answered.</summary>
/// <param name="Status">The HTTP status; null: none was received.</param>
/// <param name="Body">The JSON of a success; else null.</param>
/// <param name="Trouble">What went wrong, without credentials; null: nothing.</param>
internal sealed record ManagementReply(int? Status, JsonElement? Body, string? Trouble)
{
    /// <summary>How far the clock there is ahead of this one; negative: behind. null: it is not told.</summary>
    public TimeSpan? Ahead { get; init; }

    /// <summary>By how much <see cref="Ahead"/> may be off: a date has whole seconds, and travels for a while.</summary>
    public TimeSpan Uncertainty { get; init; }
}
