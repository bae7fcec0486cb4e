using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging;

/// <summary>A dead letter as it lay in the queue.</summary>
/// <param name="Letter">What is in it.</param>
/// <param name="Json">Its text as it was published, with what this version does not know.</param>
/// <param name="IsForeign">It is a message of somebody else's, which <paramref name="Letter"/> holds as bytes.</param>
internal sealed record QueuedLetter(CompletionDeadLettered Letter, string Json, bool IsForeign = false)
{
    public static QueuedLetter Of(CompletionDeadLettered letter) => new(letter, LetterCodec.Write(letter));
}

/// <summary>Takes dead letters off the queue's hands.</summary>
internal interface ILetterReceiver
{
    /// <summary>
    /// Returns when they are kept for good; only then are they acknowledged. If it throws, they stay on the queue and come again after a
    /// pause. One that came before may come again.
    /// </summary>
    Task ReceiveAsync(IReadOnlyList<QueuedLetter> letters, CancellationToken cancellationToken);
}
