using System.Text.Json;

namespace Dispatch.Benchmarks.Drain;

/// <summary>An outcome as it came from a queue.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="At">Its arrival, in seconds since the first call of all.</param>
/// <param name="IsDeadLetter">Whether the request could not be answered.</param>
/// <param name="FailedAttempts">Attempts before the one that was answered; null: it does not say.</param>
internal sealed record DrainOutcome(string Id, double At, bool IsDeadLetter, int? FailedAttempts)
{
    /// <summary>Reads what a worker published.</summary>
    public static DrainOutcome Read(ReadOnlyMemory<byte> envelope, double at)
    {
        using var json = JsonDocument.Parse(envelope);
        var message = json.RootElement.GetProperty("message");
        var failed = message.GetProperty("attempts").EnumerateArray().Where(attempt => attempt.TryGetProperty("failureKind", out _)).ToList();
        return new DrainOutcome(
            message.GetProperty("id").GetString()!,
            at,
            message.TryGetProperty("reason", out _),
            // The oldest of many may be left out; the numbers go on.
            failed.Count == 0 ? 0 : failed[^1].GetProperty("number").GetInt32());
    }
}
