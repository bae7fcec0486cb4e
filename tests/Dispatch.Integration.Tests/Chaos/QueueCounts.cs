using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>How many messages wait in the queues of Dispatch.</summary>
internal sealed class QueueCounts(VirtualHost host)
{
    private const string Lane = "dispatch.requests.delay.";

    /// <summary>The messages in all delay lanes.</summary>
    public async Task<long> InLanesAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Where(queue => queue.Name.StartsWith(Lane, StringComparison.Ordinal)).Sum(queue => queue.Ready);

    /// <summary>The messages in each queue of the virtual host.</summary>
    public async Task<IReadOnlyList<QueueCount>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await host.ConnectAsync(cancellationToken);
        List<QueueCount> counts = [];
        foreach (var (name, unacknowledged) in await host.UnacknowledgedAsync(cancellationToken))
            counts.Add(new(name, await VirtualHost.CountAsync(connection, name, cancellationToken) ?? 0, unacknowledged));
        return counts;
    }
}
