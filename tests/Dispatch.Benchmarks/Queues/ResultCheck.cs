using System.Text.Json;
using Dispatch.Benchmarks.Providers;

namespace Dispatch.Benchmarks.Queues;

/// <summary>A look into one result: whoever wrote it, it must hold the whole answer.</summary>
internal static class ResultCheck
{
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void Check(ReadOnlyMemory<byte> message, int answerBytes)
    {
        using var result = JsonDocument.Parse(message);
        // An envelope, or the result alone.
        var root = result.RootElement.TryGetProperty("message", out var inner) ? inner : result.RootElement;
        using var answer = JsonDocument.Parse(Payloads.Answer(answerBytes));
        if (root.GetProperty("id").GetString() is not { Length: > 0 } || !JsonElement.DeepEquals(root.GetProperty("body"), answer.RootElement))
            throw new InvalidOperationException($"A result does not hold the provider's answer: {root}");
    }
}
