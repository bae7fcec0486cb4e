using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Anthropic;
using Dispatch.Worker.Providers.Http;
using Dispatch.Worker.Tests.Providers.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.Providers.Anthropic;

/// <summary>What goes over the wire.</summary>
public sealed class AnthropicAdapterTests
{
    private const string Answer = """
        {"id":"msg_1","type":"message","model":"claude-x-1","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":1}}
        """;

    [Fact]
    public async Task Sends_a_mapped_request_to_the_messages_with_the_key()
    {
        await using var provider = await LocalProvider.StartAsync(200, Answer);

        var reply = await CallAsync(Options(provider) with { DefaultMaxTokens = 7 }, MessagesApi.Call(MessagesApi.Chat("\"n\":1")));

        var answered = Assert.IsType<ProviderReply.Answered>(reply);
        Assert.Equal((200, "chat.completion"), (answered.StatusCode, answered.Body.GetProperty("object").GetString()));
        Assert.Equal(new TokenUsage { InputTokens = 3, OutputTokens = 1, TotalTokens = 4 }, answered.Usage);
        Assert.Empty(answered.DroppedFields);
        var received = Assert.Single(provider.Received);
        Assert.Equal("/v1/messages", received.Target);
        Assert.Equal(
            """{"model":"m","max_tokens":7,"messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}""",
            Encoding.UTF8.GetString(received.Body));
        Assert.Equal(
            ["Accept", "Accept-Encoding", "anthropic-version", "Content-Length", "Content-Type", "Host", "User-Agent", "x-api-key"],
            received.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal((Calling.Key, "2023-06-01"), (received.Headers["x-api-key"], received.Headers["anthropic-version"]));
    }

    [Fact]
    public async Task Names_what_was_left_out()
    {
        await using var provider = await LocalProvider.StartAsync(200, Answer);

        var reply = await CallAsync(Options(provider), MessagesApi.Call(MessagesApi.Chat("\"seed\":1"), drops: true));

        Assert.Equal(["seed"], Assert.IsType<ProviderReply.Answered>(reply).DroppedFields);
    }

    [Theory]
    [InlineData("\"seed\":1", FailureKind.ModelUnavailable)]
    [InlineData("\"tools\":7", FailureKind.ModelUnavailable)]
    public async Task A_request_that_is_refused_is_not_sent(string field, FailureKind kind)
    {
        await using var provider = await LocalProvider.StartAsync(200, Answer);

        var failed = Assert.IsType<ProviderReply.Failed>(await CallAsync(Options(provider), MessagesApi.Call(MessagesApi.Chat(field))));

        Assert.Equal((kind, null), (failed.Kind, failed.StatusCode));
        Assert.Empty(provider.Received);
    }

    [Theory]
    [InlineData(401, "authentication_error", FailureKind.Credential)]
    [InlineData(404, "not_found_error", FailureKind.ModelUnavailable)]
    [InlineData(429, "rate_limit_error", FailureKind.RateLimited)]
    [InlineData(500, "api_error", FailureKind.Transient)]
    [InlineData(529, "overloaded_error", FailureKind.Transient)]
    public async Task An_error_is_classified_and_quoted_without_the_key(int status, string type, FailureKind kind)
    {
        await using var provider = await LocalProvider.StartAsync(
            status, $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"It said {{{Calling.Key}}}."}}""");

        var failed = Assert.IsType<ProviderReply.Failed>(await CallAsync(Options(provider)));

        Assert.Equal((kind, status), (failed.Kind, failed.StatusCode));
        Assert.EndsWith("It said [redacted].", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_the_options_stands_in_for_the_protocols_own()
    {
        await using var provider = await LocalProvider.StartAsync(200, Answer);

        await CallAsync(Options(provider) with
        {
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "mine", ["Anthropic-Version"] = "2099-01-01", ["anthropic-beta"] = "a" },
        });

        var headers = Assert.Single(provider.Received).Headers;
        Assert.Equal(("mine", "2099-01-01", "a"), (headers["x-api-key"], headers["anthropic-version"], headers["anthropic-beta"]));
    }

    [Fact]
    public async Task A_path_of_the_providers_own_takes_the_model()
    {
        await using var provider = await LocalProvider.StartAsync(200, Answer);

        await CallAsync(Options(provider) with { Path = "/models/{model}:rawPredict" }, MessagesApi.Call(MessagesApi.Chat("\"n\":1"), model: "claude-y"));

        Assert.Equal("/v1/models/claude-y:rawPredict", Uri.UnescapeDataString(Assert.Single(provider.Received).Target));
    }

    [Fact]
    public async Task Large_images_and_many_calls_at_once_keep_apart()
    {
        var answers = new ConcurrentBag<bool>();
        await using var provider = await LocalProvider.StartAsync(200, Answer);
        await using var adapter = Adapter(Options(provider));

        await Parallel.ForEachAsync(Enumerable.Range(0, 16), TestContext.Current.CancellationToken, async (number, token) =>
        {
            var data = new string((char)('A' + number), 400_000);
            var call = MessagesApi.Call(MessagesApi.Chats(
                $$$"""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{data}}}"}}]}"""));
            answers.Add(await adapter.CallAsync(call, token) is ProviderReply.Answered);
        });

        Assert.All(answers, Assert.True);
        var sent = provider.Received.Select(received => JsonElement.Parse(received.Body).GetProperty("messages")[0].GetProperty("content")[0]
            .GetProperty("source").GetProperty("data").GetString()!);
        Assert.Equal(16, sent.Select(data => (data[0], Assert.Single(data.Distinct()), data.Length)).Distinct().Count());
    }

    private static ProviderOptions Options(LocalProvider provider) =>
        new() { Kind = ProviderKinds.Anthropic, BaseUrl = provider.BaseUrl, ApiKey = "env:KEY" };

    private static Provider Adapter(ProviderOptions options)
    {
        var headers = ProviderHeaders.Resolve("p", options, AnthropicProtocol.Headers, name => name == "KEY" ? Calling.Key : null);
        var adapter = new HttpAdapter(
            "p",
            options,
            new AnthropicProtocol(options),
            headers,
            ProviderConnections.ConnectTimeout,
            TimeProvider.System,
            NullLogger<HttpAdapter>.Instance);
        return Making.Provider(adapter, options);
    }

    private static async Task<ProviderReply> CallAsync(ProviderOptions options, ProviderCall? call = null)
    {
        await using var adapter = Adapter(options);
        var token = TestContext.Current.CancellationToken;
        return await adapter.CallAsync(call ?? MessagesApi.Call(MessagesApi.Chat("\"n\":1")), token).WaitAsync(Calling.Patience, token);
    }
}
