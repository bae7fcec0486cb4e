using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Drain;

/// <summary>Looks once a second how many messages are ready in some queues.</summary>
internal sealed class QueueWatch(VirtualHost host, IReadOnlyList<string> queues, DrainClock clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<QueueLook> _looks = [];

    /// <summary>Looks until it is stopped; returns what it saw.</summary>
    public async Task<IReadOnlyList<QueueLook>> RunAsync(CancellationToken stopped)
    {
        await using var connection = await host.ConnectAsync(CancellationToken.None);
        while (!stopped.IsCancellationRequested)
        {
            var counts = new List<long>();
            foreach (var queue in queues)
                counts.Add(await VirtualHost.CountAsync(connection, queue, CancellationToken.None) ?? 0);
            _looks.Add(new QueueLook(clock.Now, counts));
            await Task.Delay(Interval, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _looks;
    }
}

/// <summary>The messages that were ready in each queue at a moment, in seconds since the first call.</summary>
internal sealed record QueueLook(double At, IReadOnlyList<long> Ready);
