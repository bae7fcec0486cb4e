using System.Collections.Immutable;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>The counts of a group by state.</summary>
internal static class GroupCounts
{
    public static void Add(GroupRow group, LetterState state, long count) => _ = state switch
    {
        LetterState.Open => group.Open += count,
        LetterState.Replaying => group.Replaying += count,
        LetterState.Resolved => group.Resolved += count,
        LetterState.Archived => group.Archived += count,
        LetterState.Superseded => group.Superseded += count,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "This is no state."),
    };

    public static long Of(GroupRow group, LetterState state) => state switch
    {
        LetterState.Open => group.Open,
        LetterState.Replaying => group.Replaying,
        LetterState.Resolved => group.Resolved,
        LetterState.Archived => group.Archived,
        LetterState.Superseded => group.Superseded,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "This is no state."),
    };

    /// <summary>The letters in one of these states; without any, all.</summary>
    public static long Of(GroupRow group, ImmutableArray<LetterState> states) =>
        (states.IsEmpty ? Enum.GetValues<LetterState>() : states.Distinct()).Sum(state => Of(group, state));
}
