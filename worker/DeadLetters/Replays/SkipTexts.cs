using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Why a dead letter is not replayed, told by its row.</summary>
internal static class SkipTexts
{
    /// <summary>null: nothing in its row is against it.</summary>
    /// <param name="state">The letter's state.</param>
    /// <param name="generation">How often its request has been replayed.</param>
    /// <param name="holds">What there is of its request.</param>
    /// <param name="changes">What is to differ.</param>
    public static SkipReason? ReasonFor(LetterState state, int generation, HeldContent holds, ReplayChanges changes) => state switch
    {
        LetterState.Replaying => SkipReason.Replaying,
        LetterState.Resolved => SkipReason.Resolved,
        LetterState.Superseded => SkipReason.Superseded,
        LetterState.Archived => SkipReason.Archived,
        _ when generation >= ReplayMark.MaxGeneration => SkipReason.TooOften,
        _ when changes.Body is not null => null,
        _ => holds switch
        {
            HeldContent.Elsewhere => SkipReason.KeptElsewhere,
            HeldContent.Raw when changes != ReplayChanges.None => SkipReason.Unsendable,
            _ => null,
        },
    };

    /// <summary>The reason as a sentence, with what to do.</summary>
    public static string Of(SkipReason reason) => reason switch
    {
        SkipReason.Gone => "It is no longer in the store.",
        SkipReason.Replaying => "It is being replayed already.",
        SkipReason.Resolved => "Its request has its result.",
        SkipReason.Superseded => "A later dead letter of the same request stands in its place; replay that.",
        SkipReason.Archived => "It is archived; restore it first.",
        SkipReason.TooOften => $"Its request has been replayed {ReplayMark.MaxGeneration} times, as often as one may be; publish it anew if it must be tried again.",
        SkipReason.KeptElsewhere => "Its message is too large for the store and is kept in a queue of its own; replay it with an edited body, or publish it from there.",
        SkipReason.Unsendable => "With these changes its request cannot be sent.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "This is no reason."),
    };
}
