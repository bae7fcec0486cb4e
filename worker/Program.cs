using System.CommandLine;
using System.CommandLine.Invocation;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Cli.DeadLetters;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;

var loader = ConfigurationLoader.ForProcess();
var root = new RootCommand("Dispatch: a queue worker for LLM jobs. Without a command it runs the worker.")
{
    RunCommand.Create(loader, AddWorker),
    BatchCommand.Create(BatchHost.From(loader, AddWorker), Console.OpenStandardInput, TimeProvider.System),
    ConfigCommand.Create(loader),
    RouteCommand.Create(loader),
    DoctorCommand.Create(loader, AddWorker),
    DeadLettersCommand.Create(loader, TimeProvider.System),
};
RunCommand.MakeDefault(root, loader, AddWorker);
// The host handles signals itself, and takes the grace time that the configuration gives; the parser would cut it to two seconds.
var command = root.Parse(args);
var code = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return command.Action is ParseErrorAction ? ExitCodes.BadConfiguration : code;

static void AddWorker(IServiceCollection services, LoadedConfiguration configuration, ConfigurationLoader loader, MessagingSettings messaging)
{
#pragma warning disable RS0030 // The one home of shared randomness.
    services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
    services.AddProviders();
    services.AddConfiguration(configuration, loader);
    services.AddCompletions();
    services.AddMessaging(messaging);
}
