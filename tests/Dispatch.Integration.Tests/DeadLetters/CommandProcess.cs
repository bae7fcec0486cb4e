using System.Text.Json;
using Dispatch.Integration.Tests.Processes;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary><c>dispatch dead-letters</c> as a process of its own, as an operator runs it beside a worker.</summary>
/// <param name="folder">Where it runs.</param>
/// <param name="place">The options that say where the dead letters are.</param>
internal sealed class CommandProcess(string folder, params string[] place)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Starts it.</summary>
    public ChildProcess Start(params string[] arguments) =>
        WorkerProcess.StartCommand(["dead-letters", .. arguments, .. place], folder, new Dictionary<string, string?> { ["NO_COLOR"] = "1" });

    /// <summary>Runs it to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var process = Start(arguments);
        var exitCode = await process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
        return (exitCode, process.Output);
    }

    /// <summary>Runs it for a program; it must be done.</summary>
    public async Task<JsonElement> JsonAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(cancellationToken, [.. arguments, "--json"]);
        Assert.True(exitCode == 0, output);
        return JsonSerializer.Deserialize<JsonElement>(output);
    }
}
