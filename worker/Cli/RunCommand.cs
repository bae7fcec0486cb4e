using System.CommandLine;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Cli;

/// <summary><c>dispatch run</c>, which is also what <c>dispatch</c> alone does: the hosted worker.</summary>
internal static class RunCommand
{
    public static Command Create(ConfigurationLoader loader, AddWorker addWorker) =>
        Fill(new Command("run", "Run the worker until it is told to stop"), loader, addWorker);

    public static void MakeDefault(RootCommand root, ConfigurationLoader loader, AddWorker addWorker) => Fill(root, loader, addWorker);

    private static Command Fill(Command command, ConfigurationLoader loader, AddWorker addWorker)
    {
        var file = CommonOptions.Config();
        command.Options.Add(file);
        var roles = new Option<string[]>("--role") { Description = "What this process is, in place of roles in the file: worker or monitor; may be given twice" };
        roles.AcceptOnlyFromAmong([.. Roles.All]);
        command.Options.Add(roles);
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(loader.InRoles(arguments.GetValue(roles) ?? []), arguments.GetValue(file), addWorker, arguments.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ConfigurationLoader loader, string? file, AddWorker addWorker, TextWriter error, CancellationToken cancellationToken)
    {
        var configuration = loader.Load(file);
        if (!configuration.IsValid)
        {
            FindingsReport.Write(configuration, error);
            return ExitCodes.BadConfiguration;
        }

        try
        {
            await using var app = WorkerHost.Build(configuration, loader, addWorker);
            var broker = app.Services.GetService<BrokerWatch>();
            await app.RunAsync(cancellationToken);
            return broker is { HasGivenUp: true } ? ExitCodes.LostBroker : ExitCodes.Done;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await error.WriteLineAsync(
                $"listen: {configuration.Options.Listen} is in use; set another address in {configuration.File}, or in DISPATCH__LISTEN.");
            return ExitCodes.BadConfiguration;
        }
    }
}
