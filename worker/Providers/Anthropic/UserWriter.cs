using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Carries over who a request is made for: <c>user</c>, <c>safety_identifier</c> or <c>metadata.user_id</c>, one of them.</summary>
internal static class UserWriter
{
    private const int MaxLength = 256;

    public static void Write(Utf8JsonWriter json, Fields fields, Mapping mapping)
    {
        string? sent = null;
        Take("user", fields.Take("user"));
        Take("safety_identifier", fields.Take("safety_identifier"));
        if (fields.Take("metadata", JsonValueKind.Object, "object", mapping) is { } element)
        {
            var metadata = new Fields(element, "metadata");
            Take("metadata.user_id", metadata.Take("user_id"));
            metadata.LeaveOutTheRest(mapping);
        }

        if (sent is null)
            return;

        json.WriteStartObject("metadata");
        json.WriteString("user_id", sent);
        json.WriteEndObject();

        void Take(string path, JsonElement? value)
        {
            if (value is null)
                return;

            var text = JsonText.Of(value);
            if (value.Value.ValueKind != JsonValueKind.String)
                mapping.Fault($"{path} is no string.");
            else if (text is null or { Length: > MaxLength } || sent is not null && sent != text)
                mapping.LeaveOut(path);
            else if (text.Length > 0)
                sent = text;
        }
    }
}
