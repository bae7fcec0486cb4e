namespace Dispatch.Worker.Messaging.Letters;

/// <summary>Takes dead letters off the queue's hands.</summary>
internal interface ILetterReceiver
{
    /// <summary>Returns when it can take letters; throws, with a sentence on what to mend, where it can't.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns when they are kept for good; only then are they acknowledged. If it throws, they stay on the queue and come again after a
    /// pause. One that came before may come again.
    /// </summary>
    Task ReceiveAsync(IReadOnlyList<QueuedLetter> letters, CancellationToken cancellationToken);
}
