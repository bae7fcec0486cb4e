using System.CommandLine;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters archive</c> and <c>restore</c>.</summary>
internal static class ChangeCommands
{
    public static Command Archive(LetterCommand commands) => commands.Changing(
        "archive", "Put open dead letters aside; restore takes them up again", LetterState.Open,
        (invocation, cancellationToken) => RunAsync(
            invocation, invocation.Source.ArchiveAsync(invocation.Filter, cancellationToken), "archived", "No open dead letter is meant by this; nothing was archived."));

    public static Command Restore(LetterCommand commands) => commands.Changing(
        "restore", "Take archived dead letters up again; they are open then", LetterState.Archived,
        (invocation, cancellationToken) => RunAsync(
            invocation, invocation.Source.RestoreAsync(invocation.Filter, cancellationToken), "restored", "No archived dead letter is meant by this; nothing was restored."));

    private static async Task<int> RunAsync(LetterInvocation invocation, Task<long> change, string done, string nothing)
    {
        var count = await change;
        if (invocation.IsJson)
            await invocation.WriteJsonAsync(new Dictionary<string, long> { [done] = count });
        else
            await invocation.Output.WriteLineAsync(count == 0 ? nothing : $"{SafeText.Count(count, "dead letter")} {done}.");
        return ExitCodes.Done;
    }
}
