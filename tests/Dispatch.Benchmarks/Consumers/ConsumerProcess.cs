using System.Net;
using Dispatch.Benchmarks.Measuring;
using Dispatch.Benchmarks.Providers;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Processes;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>What is measured, in a process of its own: a yardstick or the published worker. Disposing it kills it.</summary>
internal sealed class ConsumerProcess : IAsyncDisposable
{
    /// <summary>The commands of the yardsticks' roles.</summary>
    public const string RoleA = "yardstick-a";

    /// <inheritdoc cref="RoleA"/>
    public const string RoleB = "yardstick-b";

    private readonly RoleProcess? _yardstick;
    private readonly WorkerProcess? _worker;
    private bool _disposed;

    private ConsumerProcess(RoleProcess yardstick) => _yardstick = yardstick;

    private ConsumerProcess(WorkerProcess worker) => _worker = worker;

    public int Id => _yardstick?.Id ?? _worker!.Id;

    private bool HasExited => _yardstick?.HasExited ?? _worker!.HasExited;

    private string Output => _yardstick?.Output ?? _worker!.Output;

    /// <summary>Starts it; returns when it consumes.</summary>
    public static async Task<ConsumerProcess> StartAsync(
        Subject subject, VirtualHost host, ProviderSettings provider, ushort prefetch, CancellationToken cancellationToken)
    {
        var consumer = await LaunchAsync(subject, host, provider, prefetch, cancellationToken);
        try
        {
            await consumer.WaitUntilReadyAsync(cancellationToken);
            return consumer;
        }
        catch
        {
            await consumer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, and waits for nothing.</summary>
    public static async Task<ConsumerProcess> LaunchAsync(
        Subject subject, VirtualHost host, ProviderSettings provider, ushort prefetch, CancellationToken cancellationToken)
    {
        if (subject == Subject.Dispatch)
            return new(await WorkerProcess.LaunchAsync(DispatchConfiguration.Of(host, provider, prefetch), cancellationToken));

        var settings = new ConsumerSettings(host.Uri, new Uri($"{provider.Answering}/chat/completions"), prefetch);
        return new(RoleProcess.Launch(subject == Subject.A ? RoleA : RoleB, settings.ToArgument(), DispatchConfiguration.OfRuntime));
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        _yardstick?.WaitUntilReadyAsync(cancellationToken) ?? _worker!.WaitForReadinessAsync(HttpStatusCode.OK, cancellationToken);

    /// <summary>Halts it where it is, without its knowing. Not for longer than its heartbeats last.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => SignalAsync("-STOP", cancellationToken);

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => SignalAsync("-CONT", cancellationToken);

    /// <exception cref="InvalidOperationException">It has ended; the message holds what it printed.</exception>
    public void ThrowIfEnded()
    {
        if (HasExited)
            throw new InvalidOperationException($"The consumer has ended. It printed:\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;

        _disposed = true;
        await (_yardstick?.DisposeAsync() ?? _worker!.DisposeAsync());
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        await using var kill = ChildProcess.Start("kill", [signal, $"{Id}"], new Dictionary<string, string?>(), Path.GetTempPath());
        await kill.WaitForExitAsync(cancellationToken);
    }
}
