using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Drain;

/// <summary>
/// How soon a batch is done when every provider has a limit that nobody was told, and one of them is down for a while: against the least
/// time that the limits allow, beside the usual way.
/// </summary>
internal sealed class DrainScenario(DrainSettings settings, Action<string> say)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <returns>0; 1 where a request was not answered, or answered more than once.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var broker = await BrokerChoice.StartSharedAsync(say, cancellationToken);
        say($"RabbitMQ {broker.Version}, {broker.Kind}");
        var all = new List<DrainFigures>();
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var variant in settings.Variants)
            {
                var run = await new DrainRun(broker, DrainPlan.Default).RunAsync(variant, cancellationToken);
                var figures = DrainFigures.Of(run);
                all.Add(figures);
                say($"{variant.Name}, round {round}: {JsonSerializer.Serialize(figures, JsonSerializerOptions.Web)}");
                await KeepAsync(run, round, cancellationToken);
            }
        }

        if (settings.Json is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(all, Indented), cancellationToken);
        say(DrainTable.Of(all));
        return all.TrueForAll(run => run is { DeadLetters: 0, Duplicates: 0 } && run.Results == DrainPlan.Default.Requests) ? 0 : 1;
    }

    private async Task KeepAsync(DrainRecord run, int round, CancellationToken cancellationToken)
    {
        if (settings.Folder is not { } folder)
            return;

        var name = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{run.Variant}-{round}");
        await File.WriteAllTextAsync($"{name}.timeline.txt", DrainTimeline.Of(run), cancellationToken);
        await File.WriteAllLinesAsync($"{name}.calls.csv", DrainTimeline.Calls(run), cancellationToken);
        for (var worker = 0; worker < run.Logs.Count; worker++)
            await File.WriteAllTextAsync($"{name}.worker-{worker + 1}.log", run.Logs[worker], cancellationToken);
    }
}
