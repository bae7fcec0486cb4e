using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.Providers;

/// <summary>Makes providers of adapters, and calls in room taken for them.</summary>
internal static class Making
{
    public static Provider Provider(IProviderAdapter adapter, ProviderOptions? options = null, TimeProvider? time = null, string key = "p") =>
        new(key, adapter, options ?? new ProviderOptions(), time ?? TimeProvider.System, new Random(1), NullLogger<Provider>.Instance);

    /// <summary>Takes room, which must be there, and calls.</summary>
    public static Task<ProviderReply> CallAsync(this Provider provider, ProviderCall call, CancellationToken cancellationToken) =>
        provider.CallAsync(
            call,
            provider.TryReserve(new ModelName(call.Model, call.Endpoint), tokens: 1) ?? throw new InvalidOperationException("There is no room for a call."),
            cancellationToken);
}
