using System.CommandLine;

namespace Dispatch.Benchmarks.Drain;

/// <summary><c>drain</c> on the command line.</summary>
internal static class DrainCommand
{
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
        var command = new Command("drain", "Drains a batch at providers with limits that nobody was told, beside the usual way") { Rounds, Only, Json, Timeline };
        Only.AcceptOnlyFromAmong([.. DrainVariant.All.Select(variant => variant.Name)]);
        command.SetAction((arguments, cancellationToken) =>
        {
            var names = arguments.GetValue(Only) ?? [];
            var scenario = new DrainScenario(Console.Error.WriteLine)
            {
                Rounds = arguments.GetValue(Rounds),
                Variants = names.Length == 0 ? DrainVariant.All : [.. DrainVariant.All.Where(variant => names.Contains(variant.Name))],
                Json = arguments.GetValue(Json),
                Folder = arguments.GetValue(Timeline),
            };
            return scenario.RunAsync(cancellationToken);
        });
        return command;
    }
}
