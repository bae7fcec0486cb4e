using System.CommandLine;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>How many lines a list has at most.</summary>
internal static class Limits
{
    private const int Most = 100_000;

    public static Option<int> Option(int standard) => new("--limit")
    {
        Description = FormattableString.Invariant($"How many to show at most, 1 to {Most}; the newest"),
        HelpName = "N",
        DefaultValueFactory = _ => standard,
    };

    /// <exception cref="RefusedException">The number is none that is allowed.</exception>
    public static int Read(ParseResult arguments, Option<int> option) => arguments.GetValue(option) is var limit && limit is >= 1 and <= Most
        ? limit
        : throw new RefusedException(FormattableString.Invariant($"--limit is {limit}; it must be 1 to {Most}."));
}
