using System.CommandLine;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Drain;

/// <summary><c>drain</c> on the command line: measures, and prints the table. The exit code is 1 where a run lost or repeated a request.</summary>
internal static class DrainCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each way is run; a run takes about a minute",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = $"Some of the ways: {string.Join(", ", DrainVariant.All.Select(variant => variant.Name))}; default: all",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Json = new("--json") { Description = "A file that gets the figures of each run as JSON", HelpName = "FILE" };

    private static readonly Option<string?> Timeline = new("--timeline")
    {
        Description = "A folder that gets each run by the second, its calls, and what the workers printed",
        HelpName = "FOLDER",
    };

    public static Command Create()
    {
        var command = new Command("drain", "Drains a batch at providers with limits that nobody was told, beside the usual way")
        {
            Rounds, Only, Json, Timeline,
        };
        Only.AcceptOnlyFromAmong([.. DrainVariant.All.Select(variant => variant.Name)]);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var names = arguments.GetValue(Only) ?? [];
        var scenario = new DrainScenario(Console.Error.WriteLine)
        {
            Rounds = arguments.GetValue(Rounds),
            Variants = names.Length == 0 ? DrainVariant.All : [.. DrainVariant.All.Where(variant => names.Contains(variant.Name))],
            Folder = arguments.GetValue(Timeline),
        };
        await using var broker = await BrokerChoice.StartSharedAsync(Console.Error.WriteLine, cancellationToken);
        await Console.Error.WriteLineAsync($"Broker: RabbitMQ {broker.Version}, {broker.Kind}");
        var runs = await scenario.RunAsync(broker, cancellationToken);

        Console.WriteLine(DrainTable.Of(runs));
        if (arguments.GetValue(Json) is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(runs, Indented), cancellationToken);
        return runs.All(run => run is { DeadLetters: 0, Duplicates: 0 } && run.Results == DrainPlan.Default.Requests) ? 0 : 1;
    }
}
