using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Anthropic;
using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Tests.Providers.Anthropic;

/// <summary>Maps requests and answers as a provider of kind anthropic does, without a call.</summary>
internal static class MessagesApi
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ProviderOptions Options { get; } = new() { Kind = ProviderKinds.Anthropic, BaseUrl = "https://api.anthropic.com/v1" };

    public static ProviderCall Call(string body, bool drops = false, string? model = null) =>
        new(CompletionRequest.ChatCompletions, RequestBody.Parse(Encoding.UTF8.GetBytes(body)), model) { DropsUnsupported = drops };

    public static MappedCall Map(ProviderCall call)
    {
        Assert.True(Protocol().TryMap(call, out var mapped, out var failed), failed?.Message);
        return mapped;
    }

    public static ProviderReply.Failed Refuse(ProviderCall call)
    {
        Assert.False(Protocol().TryMap(call, out var mapped, out var failed), mapped is null ? "" : Text(mapped.Body.FirstSpan));
        return failed;
    }

    public static ProviderReply Read(string answer, string? model = null) => Read(Encoding.UTF8.GetBytes(answer), model);

    public static ProviderReply Read(byte[] answer, string? model = null) => Protocol().Read(Call("{}", model: model), 200, answer, Noon);

    /// <summary>A request with one message and the further fields.</summary>
    public static string Chat(string fields) => $$"""{"model":"m","messages":[{"role":"user","content":"Hello"}],{{fields}}}""";

    /// <summary>A request with the messages.</summary>
    public static string Chats(string messages) => $$"""{"model":"m","messages":[{{messages}}]}""";

    public static JsonElement Json(ReadOnlySequence<byte> body) => JsonElement.Parse(body.ToArray());

    public static string Pretty(JsonElement json) => JsonSerializer.Serialize(json, Indented).ReplaceLineEndings("\n") + "\n";

    private static AnthropicProtocol Protocol() => new(Options);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
