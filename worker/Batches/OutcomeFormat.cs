using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Batches;

/// <summary>Writes outcomes as lines of OpenAI's batch output format.</summary>
internal static class OutcomeFormat
{
    /// <summary>The <c>code</c> of a line that could not be sent.</summary>
    public const string BadLine = "badLine";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The code of a reason: its name in the contract's JSON.</summary>
    public static string CodeOf(DeadLetterReason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());

    /// <summary>A line with the answer as it came, but for line breaks between its tokens: those become blanks.</summary>
    public static byte[] Result(CompletionResult result) => Line(writer =>
    {
        WriteIds(writer, result.Id);
        writer.WriteStartObject("response");
        writer.WriteNumber("status_code", result.StatusCode);
        writer.WriteString("request_id", IdOf(result.Body));
        writer.WritePropertyName("body");
        WriteOnOneLine(writer, result.Body);
        writer.WriteEndObject();
        writer.WriteNull("error");
    });

    public static byte[] DeadLetter(CompletionDeadLettered letter) => Line(writer =>
    {
        WriteIds(writer, letter.Id);
        WriteError(writer, CodeOf(letter.Reason), letter.Message, () =>
        {
            writer.WritePropertyName("attempts");
            JsonSerializer.Serialize(writer, letter.Attempts.IsDefault ? ImmutableArray<Attempt>.Empty : letter.Attempts);
        });
    });

    public static byte[] Bad(BatchLine.Bad line) => Line(writer =>
    {
        WriteIds(writer, line.Id);
        var message = string.Create(CultureInfo.InvariantCulture, $"Line {line.Number}: {line.Reason}");
        WriteError(writer, BadLine, message, () => writer.WriteNumber("line", line.Number));
    });

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    // The line's own id is made from the request's, so that the same outcome always gives the same line.
    private static void WriteIds(Utf8JsonWriter writer, string? id)
    {
        writer.WriteString("id", id is null ? null : string.Create(CultureInfo.InvariantCulture, $"batch_req_{RequestKey.Of(id):x32}"));
        writer.WriteString("custom_id", id);
    }

    private static void WriteError(Utf8JsonWriter writer, string code, string message, Action details)
    {
        writer.WriteNull("response");
        writer.WriteStartObject("error");
        writer.WriteString("code", code);
        writer.WriteString("message", message);
        details();
        writer.WriteEndObject();
    }

    private static string? IdOf(JsonElement body)
    {
        try
        {
            return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate is valid JSON, and no text.
            return null;
        }
    }

    private static void WriteOnOneLine(Utf8JsonWriter writer, JsonElement body)
    {
        var raw = JsonMarshal.GetRawUtf8Value(body);
        if (raw.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            writer.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        // In JSON a line break stands only between tokens; inside a string it is escaped.
        var line = raw.ToArray();
        line.AsSpan().ReplaceAny(System.Buffers.SearchValues.Create("\n\r"u8), (byte)' ');
        writer.WriteRawValue(line, skipInputValidation: true);
    }
}
