namespace Dispatch.Integration.Tests.Brokers;

/// <summary>A broker that one test has for itself and may stop, kill and start. Its ports stay the same.</summary>
public interface IDedicatedBroker : IBroker
{
    /// <summary>Stops it in good order.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Ends it with SIGKILL, as a crash would.</summary>
    Task KillAsync(CancellationToken cancellationToken);

    /// <summary>Starts it again with the data it had; returns when it takes connections.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Runs <c>rabbitmqctl</c> with these arguments; returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    Task<string> ControlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken);

    /// <summary>Stops it in good order and starts it again.</summary>
    async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }
}
