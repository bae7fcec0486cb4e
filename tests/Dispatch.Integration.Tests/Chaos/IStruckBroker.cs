using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>The broker of a chaos run.</summary>
internal interface IStruckBroker : IAsyncDisposable
{
    /// <summary>For the table: <c>one node, RabbitMQ 3.10.8</c>.</summary>
    string Name { get; }

    VirtualHost Host { get; }

    /// <summary>Whether work goes on after a kill, before the start that follows.</summary>
    bool OutlivesAKill { get; }

    /// <summary>SIGKILL, to the broker or to the next node in turn; returns what was killed.</summary>
    Task<string> KillAsync(CancellationToken cancellationToken);

    /// <summary>Starts what was killed; returns when it takes connections.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
