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
        return outcome.RequestBody == BodyIn(message) ? null : $"another body in {outcome}: {outcome.RequestBody}";
    }

    private static string? BodyIn(HostileMessage message)
    {
        using var document = JsonDocument.Parse(message.Body, Tolerant);
        var root = document.RootElement;
        return (Last(root, "message") is { ValueKind: JsonValueKind.Object } inner ? Last(inner, "body") : Last(root, "body"))?.GetRawText();
    }

    private static JsonElement? Last(JsonElement element, string name) =>
        element.EnumerateObject().LastOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Value.ValueKind: not JsonValueKind.Undefined } found
            ? found.Value
            : null;
}
