using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Drain;

/// <summary>Whoever works on the requests that wait. Disposing it stops it.</summary>
internal interface IDrainer : IAsyncDisposable
{
    /// <summary>The queues that it consumes; in the first one the requests are to wait.</summary>
    IReadOnlyList<string> Worked { get; }

    /// <summary>The queues that outcomes come to.</summary>
    IReadOnlyList<string> Outcomes { get; }

    /// <summary>Declares the queues and leaves nothing that consumes.</summary>
    Task PrepareAsync(VirtualHost host, IReadOnlyList<LimitedProvider> providers, CancellationToken cancellationToken);

    /// <summary>Starts to work; returns when all of it consumes.</summary>
    Task StartAsync(VirtualHost host, IReadOnlyList<LimitedProvider> providers, CancellationToken cancellationToken);

    /// <summary>What it printed, for people.</summary>
    IReadOnlyList<string> Logs { get; }
}
