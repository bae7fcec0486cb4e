using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Benchmarks.Measuring;
using Dispatch.Benchmarks.Scenarios;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Benchmarks;

/// <summary>What this program does without a command: measures, and prints the table.</summary>
internal static class RunCommand
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly Option<string[]> Scenario = new("--scenario", "-s")
    {
        Description = "Scenarios by name, or by how their names begin; default: all",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<Subject[]> Of = new("--subject")
    {
        Description = "What is measured; default: A, B and Dispatch",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> RoundCount = new("--rounds") { Description = "How often each is measured", HelpName = "N", DefaultValueFactory = _ => 5 };

    private static readonly Option<int?> Requests = new("--requests")
    {
        Description = "Requests to measure in each run, in place of each scenario's own number",
        HelpName = "N",
    };

    private static readonly Option<string?> Json = new("--json") { Description = "A file that gets the table's rows and each round's figures as JSON", HelpName = "FILE" };

    private static readonly Option<string?> Worker = new("--worker")
    {
        Description = $"The published worker to measure; default: that of {WorkerProcess.PublishedVariable}, else the one built with this program",
        HelpName = "PATH",
    };

    public static void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { Scenario, Of, RoundCount, Requests, Json, Worker })
            root.Options.Add(option);
        root.SetAction(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (Choose(arguments.GetValue(Scenario) ?? []) is not { } scenarios)
        {
            await Console.Error.WriteLineAsync("There is no such scenario. There are:");
            foreach (var one in AllScenarios.List)
                await Console.Error.WriteLineAsync($"  {one.Name}: {one.Description}");
            return 2;
        }

        if (arguments.GetValue(Worker) is { } worker)
            Environment.SetEnvironmentVariable(WorkerProcess.PublishedVariable, Path.GetFullPath(worker));
        var subjects = arguments.GetValue(Of) is { Length: > 0 } some ? some : Enum.GetValues<Subject>();
        await using var broker = await BrokerChoice.StartSharedAsync(Console.Error.WriteLine, cancellationToken);
        await Console.Error.WriteLineAsync($"Broker: RabbitMQ {broker.Version}, {broker.Kind}");
        var bench = new Bench(broker, arguments.GetValue(Requests));
        var samples = await Rounds.RunAsync(scenarios, subjects, arguments.GetValue(RoundCount), bench, cancellationToken);

        var rows = Row.Of(samples);
        Console.WriteLine(ResultTable.Write(rows));
        if (arguments.GetValue(Json) is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, Indented), cancellationToken);
        return 0;
    }

    private static List<IScenario>? Choose(string[] names)
    {
        var found = names.Select(name => AllScenarios.List.Where(one => one.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList()).ToList();
        if (found.Exists(of => of.Count == 0))
            return null;

        return found.Count == 0 ? [.. AllScenarios.List] : [.. AllScenarios.List.Where(one => found.Exists(of => of.Contains(one)))];
    }
}
