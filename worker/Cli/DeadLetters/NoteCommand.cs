using System.CommandLine;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters note</c>: writes something to a dead letter, for others to read.</summary>
internal static class NoteCommand
{
    public static Command Create(LetterCommand commands)
    {
        var id = new Argument<string>("ID") { Description = "The dead letter's id" };
        var text = new Argument<string>("TEXT") { Description = FormattableString.Invariant($"What is to be known of it, {LetterStore.LongestNote} characters at most") };
        return commands.Plain("note", "Write a note to a dead letter; show shows it", async (invocation, cancellationToken) =>
        {
            var (letter, note) = (invocation.Arguments.GetValue(id)!, invocation.Arguments.GetValue(text)!.Trim());
            if (note.Length is 0 or > LetterStore.LongestNote)
                throw new RefusedException(FormattableString.Invariant($"A note has 1 to {LetterStore.LongestNote} characters; this one has {note.Length}."));
            if (!await invocation.Source.AddNoteAsync(letter, note, cancellationToken))
                throw new RefusedException($"There is no dead letter '{SafeText.Line(letter)}'; see dispatch dead-letters list.", ExitCodes.Incomplete);

            if (invocation.IsJson)
                await invocation.WriteJsonAsync(new { id = letter, noted = true });
            else
                await invocation.Output.WriteLineAsync($"Noted; dispatch dead-letters show {SafeText.Line(letter)} shows it.");
            return ExitCodes.Done;
        }, id, text);
    }
}
