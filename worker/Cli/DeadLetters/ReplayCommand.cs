using System.CommandLine;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters replay</c>: shows what would be sent, asks, and sends.</summary>
internal static class ReplayCommand
{
    public static Command Create(LetterCommand commands)
    {
        var order = new OrderOptions();
        var preview = new Option<bool>("--preview") { Description = "Only show what would be sent" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var wait = new Option<bool>("--wait")
        {
            Description = "Follow it until it ends; exit code 1 where it stopped, or not every request has its result",
        };
        return commands.Changing("replay", "Send the requests of open dead letters again: shows what that will do, and asks", LetterState.Open, async (invocation, cancellationToken) =>
        {
            var arguments = invocation.Arguments;
            var replay = new ReplayRun(invocation, arguments.GetValue(yes), arguments.GetValue(wait));
            var wanted = order.Read(arguments, invocation.Filter, invocation.Time.GetUtcNow());
            return arguments.GetValue(preview) ? await replay.PreviewAsync(wanted, cancellationToken) : await replay.RunAsync(wanted, cancellationToken);
        }, [.. order.All, preview, yes, wait]);
    }
}
