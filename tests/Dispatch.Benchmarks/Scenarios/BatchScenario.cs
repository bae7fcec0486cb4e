using System.Text;
using System.Text.Json;
using Dispatch.Benchmarks.Consumers;
using Dispatch.Benchmarks.Measuring;
using Dispatch.Benchmarks.Providers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Benchmarks.Scenarios;

/// <summary>
/// <c>dispatch batch</c> as a person would call it, timed from the start of the command to its end, once with a simulated provider in its
/// own process and once over the broker with a worker that calls the provider.
/// </summary>
internal sealed class BatchScenario : IScenario
{
    private const int Lines = 10_000;
    private const int WarmRequests = 1_000;
    private static readonly Load Load = new();

    public string Name => "batch";

    public string Description => "the batch command with 10,000 lines, embedded and over the broker, providers that answer at once";

    public IReadOnlyList<Subject> Subjects { get; } = [Subject.Dispatch];

    public async Task<IReadOnlyList<Figure>> MeasureAsync(Subject subject, Bench bench, CancellationToken cancellationToken)
    {
        var lines = bench.RequestsOr(Lines);
        var folder = Directory.CreateTempSubdirectory("dispatch-batch-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "requests.jsonl"), Payloads.BatchLines(lines, DispatchConfiguration.Answering, Load.RequestBytes), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "dispatch.json"), JsonSerializer.Serialize(DispatchConfiguration.Simulated, JsonSerializerOptions.Web), cancellationToken);
            var embedded = await RunAsync(folder, ["--config", "dispatch.json"], lines, cancellationToken);

            await using var rig = await Rig.SetUpAsync(subject, bench, Load, cancellationToken);
            await rig.WarmAsync(WarmRequests, cancellationToken);
            var broker = await RunAsync(folder, ["--overwrite", "--transport", rig.Host.Uri.ToString()], lines, cancellationToken);
            return [new("embedded, lines/s", lines / embedded.TotalSeconds), new("over the broker, lines/s", lines / broker.TotalSeconds)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<TimeSpan> RunAsync(string folder, string[] options, int lines, CancellationToken cancellationToken)
    {
        const string Output = "results.jsonl";
        var start = TimeProvider.System.GetTimestamp();
        await using var command = WorkerProcess.StartCommand(["batch", "requests.jsonl", "--output", Output, .. options], folder);
        var code = await command.WaitForExitAsync(cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(start);

        var written = File.ReadLines(Path.Combine(folder, Output), Encoding.UTF8).Count();
        return code == 0 && written == lines
            ? elapsed
            : throw new InvalidOperationException($"The batch ended with code {code} and {written} of {lines} results. It printed:\n{command.Output}");
    }
}
