using System.Text.Json;

namespace Dispatch.Worker.Providers;

/// <summary>Finds what a provider says about an error in the body of its answer.</summary>
internal static class ErrorText
{
    /// <summary>
    /// The text of <c>error.message</c> (OpenAI and most others), of <c>error</c>, <c>message</c> or <c>detail</c>, also within an array
    /// of one (Gemini); null where there is none.
    /// </summary>
    public static string? Find(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];

            return Text(root, "error") ?? Text(root, "message") ?? Text(root, "detail");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A page of HTML, a cut body, or an escaped lone surrogate, which is JSON and no text.
            return null;
        }
    }

    private static string? Text(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var member))
            return null;

        var text = member.ValueKind == JsonValueKind.String ? member.GetString() : Text(member, "message");
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
