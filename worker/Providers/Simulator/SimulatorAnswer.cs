using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Simulator;

/// <summary>Writes answers in OpenAI's shapes: embeddings for the endpoint of that name, a chat completion for any other.</summary>
internal static class SimulatorAnswer
{
    private const string Embeddings = "/v1/embeddings";

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
            else
                WriteCompletion(json, provider, number, call, model, created);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>An error in OpenAI's shape.</summary>
    public static byte[] WriteError(string provider, int status) =>
        JsonSerializer.SerializeToUtf8Bytes(new { error = new { message = $"Simulated status {status} of provider '{provider}'." } });

    private static void WriteCompletion(
        Utf8JsonWriter json, string provider, int number, ProviderCall call, string model, DateTimeOffset created)
    {
        var content = $"Simulated answer {number} of provider '{provider}'.";
        json.WriteString("id", $"chatcmpl-simulated-{number}");
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", created.ToUnixTimeSeconds());
        json.WriteString("model", model);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", content);
        json.WriteEndObject();
        json.WriteString("finish_reason", "stop");
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, Tokens(call.Body.Length), Tokens(content.Length));
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
        WriteUsage(json, Tokens(call.Body.Length), output: null);
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
