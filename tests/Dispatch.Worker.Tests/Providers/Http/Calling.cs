using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Http;
using Dispatch.Worker.Providers.OpenAi;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.Providers.Http;

/// <summary>Makes calls through the whole of what serves a provider: the provider and the adapter within.</summary>
internal static class Calling
{
    public const string Key = "sk-the-key-of-the-tests";

    /// <summary>After this a call that should have ended is given up; no test depends on how long one takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static ProviderCall Chat { get; } = Body("""{"model":"asked-for","messages":[]}""");

    public static ProviderCall Body(string body, string? model = null) =>
        new(CompletionRequest.ChatCompletions, RequestBody.Parse(Encoding.UTF8.GetBytes(body)), model);

    public static Provider Adapter(
        ProviderOptions options, TimeSpan? connectTimeout = null, ILogger<HttpAdapter>? logger = null)
    {
        var headers = ProviderHeaders.Resolve("p", options, OpenAiProtocol.Headers, name => name == "KEY" ? Key : null);
        var adapter = new HttpAdapter(
            "p",
            options,
            new OpenAiProtocol(options),
            headers,
            connectTimeout ?? ProviderConnections.ConnectTimeout,
            TimeProvider.System,
            logger ?? NullLogger<HttpAdapter>.Instance);
        return Making.Provider(adapter, options);
    }

    public static async Task<ProviderReply> CallAsync(ProviderOptions options, ProviderCall? call = null)
    {
        await using var adapter = Adapter(options);
        var token = TestContext.Current.CancellationToken;
        return await adapter.CallAsync(call ?? Chat, token).WaitAsync(Patience, token);
    }

    public static async Task<ProviderReply.Failed> FailAsync(ProviderOptions options) =>
        Assert.IsType<ProviderReply.Failed>(await CallAsync(options));
}
