using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Simulator;

/// <summary>Writes answers in OpenAI's shapes: that of the endpoint where it has one of its own, else a chat completion.</summary>
internal static class SimulatorAnswer
{
    private const string Embeddings = "/v1/embeddings";
    private const string Completions = "/v1/completions";
    private const string Responses = "/v1/responses";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What a token of English takes, near enough.
    private const int BytesPerToken = 4;

    /// <summary>The answer of <paramref name="provider"/> to its call number <paramref name="number"/>.</summary>
    public static JsonElement Write(string provider, int number, ProviderCall call, string model, DateTimeOffset created)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            if (call.Endpoint == Embeddings)
                WriteEmbedding(json, call, model);
            else if (call.Endpoint == Responses)
                WriteResponse(json, Content(provider, number), number, call, model, created);
            else
                WriteCompletion(json, Content(provider, number), number, call, model, created);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>An error in OpenAI's shape.</summary>
    public static byte[] WriteError(string provider, int status) =>
        JsonSerializer.SerializeToUtf8Bytes(new { error = new { message = $"Simulated status {status} of provider '{provider}'." } });

    private static string Content(string provider, int number) => $"Simulated answer {number} of provider '{provider}'.";

    private static void WriteCompletion(
        Utf8JsonWriter json, string content, int number, ProviderCall call, string model, DateTimeOffset created)
    {
        var isText = call.Endpoint == Completions;
        json.WriteString("id", isText ? $"cmpl-simulated-{number}" : $"chatcmpl-simulated-{number}");
        json.WriteString("object", isText ? "text_completion" : "chat.completion");
        json.WriteNumber("created", created.ToUnixTimeSeconds());
        json.WriteString("model", model);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        if (isText)
        {
            json.WriteString("text", content);
        }
        else
        {
            json.WriteStartObject("message");
            json.WriteString("role", "assistant");
            json.WriteString("content", content);
            json.WriteEndObject();
        }

        json.WriteString("finish_reason", "stop");
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, Tokens(call.Body.Bytes.Length), Tokens(content.Length));
    }

    private static void WriteResponse(
        Utf8JsonWriter json, string content, int number, ProviderCall call, string model, DateTimeOffset created)
    {
        json.WriteString("id", $"resp-simulated-{number}");
        json.WriteString("object", "response");
        json.WriteNumber("created_at", created.ToUnixTimeSeconds());
        json.WriteString("status", "completed");
        json.WriteString("model", model);
        json.WriteStartArray("output");
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", "output_text");
        json.WriteString("text", content);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", Tokens(call.Body.Bytes.Length));
        json.WriteNumber("output_tokens", Tokens(content.Length));
        json.WriteEndObject();
    }

    private static void WriteEmbedding(Utf8JsonWriter json, ProviderCall call, string model)
    {
        json.WriteString("object", "list");
        json.WriteString("model", model);
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.WriteString("object", "embedding");
        json.WriteNumber("index", 0);
        json.WriteStartArray("embedding");
        json.WriteNumberValue(0.6);
        json.WriteNumberValue(0.8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, Tokens(call.Body.Bytes.Length), output: null);
    }

    private static void WriteUsage(Utf8JsonWriter json, int input, int? output)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", input);
        if (output is { } tokens)
            json.WriteNumber("completion_tokens", tokens);
        json.WriteNumber("total_tokens", input + (output ?? 0));
        json.WriteEndObject();
    }

    private static int Tokens(int bytes) => Math.Max(1, bytes / BytesPerToken);
}
