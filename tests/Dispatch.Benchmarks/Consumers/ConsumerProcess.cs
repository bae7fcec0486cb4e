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

    private readonly IAsyncDisposable _process;
    private readonly Func<bool> _hasExited;
    private readonly Func<string> _output;

    private ConsumerProcess(RoleProcess yardstick)
    {
        (_process, Id) = (yardstick, yardstick.Id);
        (_hasExited, _output) = (() => yardstick.HasExited, () => yardstick.Output);
    }

    private ConsumerProcess(WorkerProcess worker)
    {
        (_process, Id) = (worker, worker.Id);
        (_hasExited, _output) = (() => worker.HasExited, () => worker.Output);
    }

    public int Id { get; }

    /// <summary>Starts it; returns when it consumes.</summary>
    public static async Task<ConsumerProcess> StartAsync(
        Subject subject, VirtualHost host, ProviderSettings provider, ushort prefetch, CancellationToken cancellationToken)
    {
        if (subject == Subject.Dispatch)
            return new(await WorkerProcess.StartAsync(DispatchConfiguration.Of(host, provider, prefetch), cancellationToken));

        var settings = new ConsumerSettings(host.Uri, new Uri($"{provider.Answering}/chat/completions"), prefetch);
        var role = subject == Subject.A ? RoleA : RoleB;
        return new(await RoleProcess.StartAsync(role, settings.ToArgument(), DispatchConfiguration.OfRuntime, cancellationToken));
    }

    /// <summary>Halts it where it is, without its knowing. Not for longer than its heartbeats last.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => SignalAsync("-STOP", cancellationToken);

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => SignalAsync("-CONT", cancellationToken);

    /// <exception cref="InvalidOperationException">It has ended; the message holds what it printed.</exception>
    public void ThrowIfEnded()
    {
        if (_hasExited())
            throw new InvalidOperationException($"The consumer has ended. It printed:\n{_output()}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        await using var kill = ChildProcess.Start("kill", [signal, $"{Id}"], new Dictionary<string, string?>(), Path.GetTempPath());
        await kill.WaitForExitAsync(cancellationToken);
    }
}
