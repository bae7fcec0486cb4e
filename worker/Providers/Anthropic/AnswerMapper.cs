using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Writes a chat completion from an answer of the Messages API.</summary>
internal static class AnswerMapper
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Maps the body of a success, or says in <paramref name="failed"/> why it is no message. <paramref name="model"/> stands in where
    /// the answer names none.
    /// </summary>
    public static bool TryMap(
        int status,
        ReadOnlySpan<byte> body,
        string? model,
        DateTimeOffset now,
        out ReadOnlyMemory<byte> mapped,
        [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        mapped = default;
        failed = null;
        if (body.StartsWith(Encoding.UTF8.Preamble))
            body = body[Encoding.UTF8.Preamble.Length..];

        try
        {
            // The parser doesn't look into strings.
            if (!Utf8.IsValid(body))
                failed = Invalid(status, "The answer is not UTF-8.");
            else
                mapped = Map(status, JsonElement.Parse(body), model, now, out failed);
        }
        catch (JsonException exception)
        {
            failed = Invalid(status, $"The answer is not whole JSON: {exception.Message}");
        }

        return failed is null;
    }

    private static ReadOnlyMemory<byte> Map(
        int status, JsonElement answer, string? model, DateTimeOffset now, out ProviderReply.Failed? failed)
    {
        failed = null;
        if (JsonText.Of(JsonText.Member(answer, "type")) != "message"
            || JsonText.Member(answer, "content") is not { ValueKind: JsonValueKind.Array } blocks
            || AnswerContent.Read(blocks) is not { } content)
        {
            failed = Invalid(status, "The answer is JSON, but no message of the Messages API.");
            return default;
        }

        var reason = JsonText.Of(JsonText.Member(answer, "stop_reason"));
        if (reason == "refusal" && content.IsEmpty)
        {
            var details = JsonText.Member(answer, "stop_details");
            var said = JsonText.Of(JsonText.Member(details, "explanation")) ?? JsonText.Of(JsonText.Member(details, "category"));
            failed = new ProviderReply.Failed(
                FailureKind.ContentFiltered, status, RetryAfter: null, $"The model refused{(said is null ? "." : $": {said}")}");
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            if (JsonText.Member(answer, "id") is { ValueKind: JsonValueKind.String } id)
                json.WriteRaw("id", id);
            json.WriteString("object", "chat.completion");
            json.WriteNumber("created", now.ToUnixTimeSeconds());
            if (JsonText.Member(answer, "model") is { ValueKind: JsonValueKind.String } named)
                json.WriteRaw("model", named);
            else if (model is not null)
                json.WriteString("model", model);
            WriteChoice(json, content, reason);
            AnswerUsage.Write(json, JsonText.Member(answer, "usage"));
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteChoice(Utf8JsonWriter json, AnswerContent content, string? reason)
    {
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        content.Write(json);
        json.WriteEndObject();
        json.WriteString("finish_reason", FinishReason(reason));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string FinishReason(string? reason) => reason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        _ => "stop",
    };

    private static ProviderReply.Failed Invalid(int status, string message) =>
        new(FailureKind.InvalidResponse, status, RetryAfter: null, message);
}
