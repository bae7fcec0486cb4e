using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>Holds the outcomes of one message against what they are to be.</summary>
internal static class OutcomeCheck
{
    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>What is wrong with them; null: nothing.</summary>
    public static string? Flaw(HostileMessage message, IReadOnlyCollection<OutcomeRecord> outcomes)
    {
        if (outcomes.Count != 1)
            return $"{outcomes.Count} outcomes: {string.Join("; ", outcomes)}";

        var outcome = outcomes.Single();
        if (outcome.Outcome is not { } what || (message.Case.Expected & what) == 0)
            return $"{outcome}";
        if (what == Expected.Answered)
            return null;
        if (outcome.Raw is { } raw)
            return raw.AsSpan().SequenceEqual(message.Body) ? null : $"other bytes in {outcome}";
        if (what == Expected.Malformed)
            return $"no bytes in {outcome}";
        return BodyIn(message) is { } body && outcome.RequestBody.AsSpan().SequenceEqual(body) ? null : $"another body in {outcome}";
    }

    // As bytes: text has no room for half a character, and JSON has.
    private static byte[]? BodyIn(HostileMessage message)
    {
        var root = JsonElement.Parse(message.Body, Tolerant);
        var body = Last(root, "message") is { ValueKind: JsonValueKind.Object } inner ? Last(inner, "body") : Last(root, "body");
        return body is { } found ? JsonMarshal.GetRawUtf8Value(found).ToArray() : null;
    }

    private static JsonElement? Last(JsonElement element, string name)
    {
        JsonElement? last = null;
        foreach (var property in element.EnumerateObject())
        {
            var unquoted = JsonMarshal.GetRawUtf8PropertyName(property);
            if (Encoding.Latin1.GetString(unquoted).Equals(name, StringComparison.OrdinalIgnoreCase))
                last = property.Value;
        }

        return last;
    }
}
