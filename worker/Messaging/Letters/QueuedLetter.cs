using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>A dead letter as it lay in the queue.</summary>
/// <param name="Letter">What is in it.</param>
/// <param name="Json">Its text as it was published, with what this version does not know.</param>
internal sealed record QueuedLetter(CompletionDeadLettered Letter, string Json)
{
    /// <summary>It is a message of somebody else's, which <see cref="Letter"/> holds as bytes.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Where its request comes from, where that was replayed.</summary>
    public ReplayMark? Replay { get; init; }

    public static QueuedLetter Of(CompletionDeadLettered letter) => new(letter, LetterCodec.Write(letter));
}
