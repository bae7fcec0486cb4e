using Dispatch.Contracts;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Completions;
using Dispatch.Worker.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dispatch.Worker.Tests.Cli;

/// <summary>A worker on the real in-memory transport, whose only provider <c>p</c> replies as a test says.</summary>
internal static class EmbeddedHost
{
    /// <param name="reply">What the provider replies.</param>
    /// <param name="prefetch">Requests in work at once.</param>
    /// <param name="grace">How long attempts in flight may go on.</param>
    public static BuildBatchHost Replying(
        Func<ProviderCall, CancellationToken, Task<ProviderReply>> reply, int prefetch = 64, TimeSpan grace = default) => (_, _, _) =>
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var routing = RoutingTable.Create(
            ["p"],
            new Dictionary<string, IReadOnlyList<MemberOptions>> { ["m"] = [new MemberOptions { Key = "p" }] },
            new Dictionary<string, IReadOnlyList<string>>());
        var providers = new ProviderCatalog([Making.Provider(new Adapter(reply))]);
        builder.Services.AddSingleton<ISnapshotSource>(new FixedSnapshot(new Snapshot(routing, providers, new LimitsOptions())));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Random>(new LockedRandom());
        builder.Services.AddCompletions();
        builder.Services.AddMessaging(new MessagingSettings(null, prefetch, grace, Consume: true));
        return builder.Build();
    };

    /// <summary>A provider that answers with the request's own body.</summary>
    public static Task<ProviderReply> Echo(ProviderCall call, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReply>(new ProviderReply.Answered(
            200, System.Text.Json.JsonElement.Parse(call.Body.Bytes.Span, new() { MaxDepth = 100 }), new TokenUsage { InputTokens = 3, OutputTokens = 2 }));

    public static Task<ProviderReply> Reject(ProviderCall call, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReply>(new ProviderReply.Failed(FailureKind.InvalidRequest, 400, null, "no such parameter"));

    private sealed class Adapter(Func<ProviderCall, CancellationToken, Task<ProviderReply>> reply) : IProviderAdapter
    {
        public Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken) => reply(call, cancellationToken);
    }

    private sealed class LockedRandom() : Random(1)
    {
        private readonly Lock _lock = new();

        public override double NextDouble()
        {
            lock (_lock)
                return base.NextDouble();
        }
    }
}
