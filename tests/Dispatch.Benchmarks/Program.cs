using System.CommandLine;
using BenchmarkDotNet.Running;
using Dispatch.Benchmarks;
using Dispatch.Benchmarks.Consumers;
using Dispatch.Benchmarks.Drain;
using Dispatch.Benchmarks.Providers;

var root = new RootCommand("Measures Dispatch beside two yardsticks, against a real broker and a real provider");
RunCommand.AddTo(root);
root.Subcommands.Add(DrainCommand.Create());

// BenchmarkDotNet has a command line of its own.
var pieces = new Command("pieces", "Benchmarks of single pieces, by BenchmarkDotNet; what follows goes to it") { TreatUnmatchedTokensAsErrors = false };
pieces.SetAction(arguments => BenchmarkSwitcher.FromAssembly(typeof(RunCommand).Assembly).Run([.. arguments.UnmatchedTokens]));
root.Subcommands.Add(pieces);

// The roles of the processes that a run starts.
AddRole(ProviderProcess.Role, settings => ProviderServer.RunAsync(ProviderSettings.Parse(settings)));
AddRole(ConsumerProcess.RoleA, settings => HandWrittenLoop.RunAsync(ConsumerSettings.Parse(settings)));
AddRole(ConsumerProcess.RoleB, settings => PlainMassTransit.RunAsync(ConsumerSettings.Parse(settings)));

return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

void AddRole(string name, Func<string, Task> run)
{
    var settings = new Argument<string>("SETTINGS");
    var role = new Command(name) { settings };
    role.Hidden = true;
    role.SetAction((arguments, _) => run(arguments.GetValue(settings)!));
    root.Subcommands.Add(role);
}
