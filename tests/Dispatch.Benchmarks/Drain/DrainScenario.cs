using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Drain;

/// <summary>
/// How soon a batch is done when every provider has a limit that nobody was told, and one of them is down for a while: against the least
/// time that the limits allow, beside the usual way.
/// </summary>
/// <param name="say">Gets what goes on, for people.</param>
internal sealed class DrainScenario(Action<string> say)
{
    /// <summary>How often each way is run, in turn. Default 1.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>The ways that are run. Default: all.</summary>
    public IReadOnlyList<DrainVariant> Variants { get; init; } = DrainVariant.All;

    /// <summary>A folder that gets the timeline and the calls of each run, and what the workers printed; null: none does.</summary>
    public string? Folder { get; init; }

    /// <summary>Runs all of them on this broker.</summary>
    public async Task<IReadOnlyList<DrainFigures>> RunAsync(IBroker broker, CancellationToken cancellationToken)
    {
        var all = new List<DrainFigures>();
        for (var round = 1; round <= Rounds; round++)
        {
            foreach (var variant in Variants)
            {
                var run = await new DrainRun(broker, DrainPlan.Default).RunAsync(variant, cancellationToken);
                all.Add(DrainFigures.Of(run));
                say($"drain, round {round} of {Rounds}, {variant.Name}: {JsonSerializer.Serialize(all[^1], JsonSerializerOptions.Web)}");
                await KeepAsync(run, round, cancellationToken);
            }
        }

        return all;
    }

    private async Task KeepAsync(DrainRecord run, int round, CancellationToken cancellationToken)
    {
        if (Folder is not { } folder)
            return;

        var name = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{run.Variant}-{round}");
        await File.WriteAllTextAsync($"{name}.timeline.txt", DrainTimeline.Of(run), cancellationToken);
        await File.WriteAllLinesAsync($"{name}.calls.csv", DrainTimeline.Calls(run), cancellationToken);
        for (var worker = 0; worker < run.Logs.Count; worker++)
            await File.WriteAllTextAsync($"{name}.worker-{worker + 1}.log", run.Logs[worker], cancellationToken);
    }
}
