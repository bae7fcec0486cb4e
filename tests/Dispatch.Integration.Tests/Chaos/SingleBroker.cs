using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>A broker of one node: nothing goes on while it is away.</summary>
internal sealed class SingleBroker(IDedicatedBroker broker, VirtualHost host) : IStruckBroker
{
    public string Name => $"one node, RabbitMQ {broker.Version}";

    public VirtualHost Host => host;

    public bool OutlivesAKill => false;

    public static async Task<IStruckBroker> StartNewAsync(CancellationToken cancellationToken)
    {
        var broker = await BrokerFixture.StartDedicatedAsync(cancellationToken);
        return new SingleBroker(broker, await broker.CreateVirtualHostAsync(cancellationToken));
    }

    public async Task<string> KillAsync(CancellationToken cancellationToken)
    {
        await broker.KillAsync(cancellationToken);
        return "the broker";
    }

    public Task StartAsync(CancellationToken cancellationToken) => broker.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await broker.DisposeAsync();
    }
}
