using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>A cluster whose nodes are killed in turn, one at a time.</summary>
internal sealed class ClusterBroker(PrivateCluster cluster, VirtualHost host) : IStruckBroker
{
    private const int Size = 3;

    private int _kills;

    public string Name => $"cluster of {cluster.Nodes.Count}, RabbitMQ {cluster.Nodes[0].Version}";

    public VirtualHost Host => host;

    public bool OutlivesAKill => true;

    private int Victim => (_kills - 1) % cluster.Nodes.Count;

    public static async Task<IStruckBroker> StartNewAsync(CancellationToken cancellationToken)
    {
        var cluster = await PrivateCluster.StartNewAsync(Size, cancellationToken);
        return new ClusterBroker(cluster, await cluster.CreateVirtualHostAsync(cancellationToken));
    }

    public async Task<string> KillAsync(CancellationToken cancellationToken)
    {
        _kills++;
        await cluster.Nodes[Victim].KillAsync(cancellationToken);
        return $"node {Victim + 1} of {cluster.Nodes.Count}";
    }

    public Task StartAsync(CancellationToken cancellationToken) => cluster.Nodes[Victim].StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await cluster.DisposeAsync();
    }
}
