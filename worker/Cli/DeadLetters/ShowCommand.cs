using System.CommandLine;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters show</c>: all that is known of one.</summary>
internal static class ShowCommand
{
    public static Command Create(LetterCommand commands)
    {
        var id = new Argument<string>("ID") { Description = "The dead letter's id, or its request's" };
        return commands.Plain("show", "Show one dead letter: its attempts, its request, and what was done about it", (invocation, cancellationToken) =>
            RunAsync(invocation, invocation.Arguments.GetValue(id)!, cancellationToken), id);
    }

    private static async Task<int> RunAsync(LetterInvocation invocation, string id, CancellationToken cancellationToken)
    {
        var letter = await invocation.Source.FindAsync(id, cancellationToken) ?? await NewestOfAsync(invocation.Source, id, cancellationToken)
            ?? throw new RefusedException($"There is no dead letter '{SafeText.Line(id)}', nor one of a request with this id; see dispatch dead-letters list.", ExitCodes.Incomplete);
        if (invocation.IsJson)
            await invocation.WriteJsonAsync(letter);
        else
            LetterReport.Write(letter, invocation.Console);
        return ExitCodes.Done;
    }

    private static async Task<LetterDetail?> NewestOfAsync(ILetterSource source, string request, CancellationToken cancellationToken)
    {
        var page = await source.PageAsync(new LetterFilter { RequestId = request }, after: null, size: 1, cancellationToken);
        return page.Letters is [var newest] ? await source.FindAsync(newest.Id, cancellationToken) : null;
    }
}
