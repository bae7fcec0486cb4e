[assembly: AssemblyFixture(typeof(Dispatch.Integration.Tests.Brokers.BrokerFixture))]

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>
/// The one broker of a test run, started when the first test asks for a virtual host. <see cref="BrokerChoice"/> says which.
/// </summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private readonly Lock _lock = new();
    private Task<IBroker>? _shared;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The broker that all tests share. A test of its own virtual host disturbs no other.</summary>
    public async Task<IBroker> GetSharedAsync(CancellationToken cancellationToken)
    {
        Task<IBroker> shared;
        lock (_lock)
        {
            // Not with the first test's token: the broker is the others' too.
            shared = _shared ??= StartSharedAsync();
        }

        return await shared.WaitAsync(cancellationToken);
    }

    /// <summary>An empty virtual host of the shared broker.</summary>
    public async Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken)
    {
        var broker = await GetSharedAsync(cancellationToken);
        return await broker.CreateVirtualHostAsync(cancellationToken);
    }

    /// <summary>A further broker, for a test that stops, kills or restarts it. The test disposes it.</summary>
    public static async Task<IDedicatedBroker> StartDedicatedAsync(CancellationToken cancellationToken)
    {
        var broker = await BrokerChoice.StartDedicatedAsync(Say, cancellationToken);
        Say($"Dedicated broker: RabbitMQ {broker.Version}, {broker.Kind}");
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is { IsCompletedSuccessfully: true } started)
        {
            await (await started).DisposeAsync();
        }
    }

    private static async Task<IBroker> StartSharedAsync()
    {
        var broker = await BrokerChoice.StartSharedAsync(Say, CancellationToken.None);
        Say($"Broker: RabbitMQ {broker.Version}, {broker.Kind}");
        return broker;
    }

    private static void Say(string message) => TestContext.Current.SendDiagnosticMessage("{0}", message);
}
