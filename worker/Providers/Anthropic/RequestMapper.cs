using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Writes a request of the Messages API from the fields of a chat completion request.</summary>
internal static class RequestMapper
{
    // A publisher's text stays as short as it came; the body is no HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The request, where <paramref name="mapping"/> has nothing against it; else bytes that must not be sent.
    /// <paramref name="length"/> is that of the body that the fields are of.
    /// </summary>
    public static ReadOnlyMemory<byte> Map(Fields fields, string model, int defaultMaxTokens, int length, Mapping mapping)
    {
        var buffer = new ArrayBufferWriter<byte>(length + 512);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            WriteMaxTokens(json, fields, defaultMaxTokens, mapping);
            var conversation = new Conversation(mapping);
            conversation.Read(fields);
            ConversationWriter.Write(json, conversation);
            ToolsWriter.Write(json, fields, conversation.ToolNames, mapping);
            OutputWriter.Write(json, fields, mapping);
            SamplingWriter.Write(json, fields, mapping);
            UserWriter.Write(json, fields, mapping);
            json.WriteEndObject();
        }

        fields.LeaveOutTheRest(mapping, DefaultValues.IsDefault);
        return buffer.WrittenMemory;
    }

    private static void WriteMaxTokens(Utf8JsonWriter json, Fields fields, int defaultMaxTokens, Mapping mapping)
    {
        // The older of the two names counts only where the newer is absent.
        var (newer, older) = (fields.Take("max_completion_tokens"), fields.Take("max_tokens"));
        if ((newer ?? older) is not { } limit)
            json.WriteNumber("max_tokens", defaultMaxTokens);
        else if (limit.ValueKind == JsonValueKind.Number && limit.TryGetInt64(out var tokens))
            json.WriteNumber("max_tokens", tokens);
        else
            mapping.Fault(string.Create(CultureInfo.InvariantCulture, $"{(newer is null ? "max_tokens" : "max_completion_tokens")} is no whole number."));

        if (newer is not null && older is not null && newer.Value.GetRawText() != older.Value.GetRawText())
            mapping.LeaveOut("max_tokens");
    }
}
