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

    /// <summary>Starts it; returns when it says that it is ready.</summary>
    /// <param name="role">The command that it is started with.</param>
    /// <param name="settings">What it is told.</param>
    /// <param name="runtimeConfiguration">The runtimeconfig.json to run with; null: its own.</param>
    /// <param name="cancellationToken">Ends the wait and the process.</param>
    public static async Task<RoleProcess> StartAsync(
        string role, string settings, string? runtimeConfiguration, CancellationToken cancellationToken)
    {
        var process = new RoleProcess(role, settings, runtimeConfiguration);
        try
        {
            await process._process.WaitForLineAsync(ConsumerSettings.Ready, cancellationToken).WaitAsync(StartLimit, cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _guardian.Dispose();
    }
}
