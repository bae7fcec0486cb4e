namespace Dispatch.Integration.Tests.Brokers;

/// <summary>Private nodes that form one RabbitMQ cluster. Each can be killed and started by itself.</summary>
internal sealed class PrivateCluster : IAsyncDisposable
{
    private const int Tries = 3;

    private readonly PrivateNode[] _nodes;

    private PrivateCluster(int nodes)
    {
        var cluster = new ClusterSettings();
        _nodes = [.. Enumerable.Range(0, nodes).Select(_ => PrivateNode.Prepare(cluster))];
    }

    public IReadOnlyList<PrivateNode> Nodes => _nodes;

    /// <summary>Starts a cluster of so many nodes; tries again with other ports where something took one in between.</summary>
    public static async Task<PrivateCluster> StartNewAsync(int nodes, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var cluster = new PrivateCluster(nodes);
            try
            {
                await cluster.StartAsync(cancellationToken);
                return cluster;
            }
            catch (Exception e)
            {
                await cluster.DisposeAsync();
                if (number == Tries || !e.Message.Contains("eaddrinuse", StringComparison.Ordinal))
                    throw;
            }
        }
    }

    /// <summary>A virtual host that every node serves; while the first is away it can't be deleted, nor its connections be cut.</summary>
    public Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken) =>
        _nodes[0].CreateVirtualHostAsync([.. _nodes.Select(node => node.Uri)], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The first has the epmd of all.
        foreach (var node in _nodes.Reverse())
            await node.DisposeAsync();
    }

    // One by one: the first finds nobody and founds the cluster, the others find it.
    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _nodes[0].StartEpmdAsync(cancellationToken);
        foreach (var node in _nodes)
            await node.StartAsync(cancellationToken);
    }
}
