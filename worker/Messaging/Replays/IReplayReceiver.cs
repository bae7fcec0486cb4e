namespace Dispatch.Worker.Messaging.Replays;

/// <summary>Takes off the queue's hands what workers say of replayed requests that have their result.</summary>
internal interface IReplayReceiver
{
    /// <summary>
    /// Returns when it is noted for good; only then is it acknowledged. If it throws, it stays on the queue and comes again after a pause.
    /// What came before may come again.
    /// </summary>
    Task ReceiveAsync(IReadOnlyList<ReplayMark> answered, CancellationToken cancellationToken);
}
