using System.CommandLine;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Cli;

/// <summary><c>dispatch route explain</c>. It writes to the invocation's output.</summary>
internal static class RouteCommand
{
    private const int MaxDraws = 10_000_000;

    public static Command Create(ConfigurationLoader loader) => Create((file, error) =>
    {
        var configuration = loader.Load(file);
        if (configuration.IsValid)
            return SnapshotBuilder.Routing(configuration.Options);

        FindingsReport.Write(configuration, error);
        return null;
    });

    /// <param name="load">
    /// Reads the routing table of a configuration file (null: the default one). Returns null where it cannot, having said why on the
    /// writer.
    /// </param>
    public static Command Create(Func<string?, TextWriter, RoutingTable?> load) =>
        new("route", "Look at the routing") { Explain(load) };

    private static Command Explain(Func<string?, TextWriter, RoutingTable?> load)
    {
        var group = new Argument<string>("GROUP") { Description = "A routing group, or a provider" };
        var draws = new Option<int>("--draws")
        {
            Description = "How many requests to route",
            HelpName = "N",
            DefaultValueFactory = _ => 10_000,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Makes the draws; the same seed gives the same shares",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        };
        var config = CommonOptions.Config();
        var json = new Option<bool>("--json") { Description = "Write the shares as JSON" };
        var command = new Command("explain", "Show the tiers of a group, and who gets how many requests; exit code 1 if there is no such group")
        {
            group, draws, seed, config, json,
        };
        command.SetAction(arguments =>
        {
            var error = arguments.InvocationConfiguration.Error;
            if (arguments.GetValue(draws) is var count && count is < 1 or > MaxDraws)
                return Refuse(error, FormattableString.Invariant($"--draws is {count}; it must be 1 to {MaxDraws}."), ExitCodes.BadConfiguration);
            if (load(arguments.GetValue(config), error) is not { } table)
                return ExitCodes.BadConfiguration;
            if (!table.TryFind(arguments.GetValue(group)!, out var found))
                return Refuse(error, $"There is no routing group or provider '{arguments.GetValue(group)}'; known are: {string.Join(", ", table.Names)}.", ExitCodes.Incomplete);

            var report = RouteReport.Create(found, count, new Random(arguments.GetValue(seed)));
            var output = arguments.InvocationConfiguration.Output;
            if (arguments.GetValue(json))
                output.WriteLine(report.ToJson());
            else
                report.WriteTo(Terminal.On(output));
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Refuse(TextWriter error, string message, int exitCode)
    {
        error.WriteLine(message);
        return exitCode;
    }
}
