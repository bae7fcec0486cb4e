using Dispatch.Worker.DeadLetters;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Says that there is nothing, and what there is besides.</summary>
internal static class NothingFound
{
    public static async Task TellAsync(LetterInvocation invocation, CancellationToken cancellationToken)
    {
        var counts = await invocation.Source.CountsAsync(cancellationToken);
        var isOnlyOpen = invocation.Filter.States is [LetterState.Open];
        var others = Others(counts, invocation.Filter);
        invocation.Console.WriteLine(
            counts.Total == 0 ? "There are no dead letters."
            : others.Length == 0 || !isOnlyOpen ? $"No dead letter is meant by this, of {SafeText.Number(counts.Total)} in all."
            : $"No open dead letter is meant by this. There are others: {others}; --state {FilterOptions.AnyState} looks at them too.");
    }

    private static string Others(LetterCounts counts, LetterFilter filter)
    {
        (LetterState State, long Count)[] each =
        [
            (LetterState.Open, counts.Open), (LetterState.Replaying, counts.Replaying), (LetterState.Resolved, counts.Resolved),
            (LetterState.Archived, counts.Archived), (LetterState.Superseded, counts.Superseded),
        ];
        return string.Join(", ", each.Where(state => state.Count > 0 && !filter.States.Contains(state.State)).Select(state => $"{SafeText.Number(state.Count)} {SafeText.NameOf(state.State)}"));
    }
}
