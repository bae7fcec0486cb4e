using Dispatch.Benchmarks.Consumers;
using Dispatch.Integration.Tests.Processes;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>This program in a further process, in another role. Disposing it kills it.</summary>
internal sealed class RoleProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Guardian _guardian;
    private readonly ChildProcess _process;

    private RoleProcess(string role, string settings, string? runtimeConfiguration)
    {
        var folder = Directory.CreateTempSubdirectory($"dispatch-{role}-").FullName;
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] runtime = runtimeConfiguration is null ? [] : ["--runtimeconfig", runtimeConfiguration];
        _guardian = new Guardian(folder);
        _process = ChildProcess.Start(
            dotnet, ["exec", .. runtime, typeof(RoleProcess).Assembly.Location, role, settings], new Dictionary<string, string?>(), folder);
        _guardian.Watch(_process.Id);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => _process.Output;

    /// <summary>Starts it, and waits for nothing.</summary>
    /// <param name="role">The command that it is started with.</param>
    /// <param name="settings">What it is told.</param>
    /// <param name="runtimeConfiguration">The runtimeconfig.json to run with; null: its own.</param>
    public static RoleProcess Launch(string role, string settings, string? runtimeConfiguration) => new(role, settings, runtimeConfiguration);

    /// <summary>Returns when it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It has ended; the message holds what it printed.</exception>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        _process.WaitForLineAsync(ConsumerSettings.Ready, cancellationToken).WaitAsync(StartLimit, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _guardian.Dispose();
    }
}
