namespace Dispatch.Worker.Messaging.Replays;

/// <summary>
/// Sends requests again, each once at most: where it is not certain that the broker does not have a message, it is not repeated. That is
/// what sets it apart from all else that is sent here, which is repeated until it is confirmed.
/// </summary>
internal interface IReplaySender
{
    /// <summary>Tries once. Many may be under way at a time.</summary>
    Task<ReplaySent> SendAsync(ReplayMessage message, CancellationToken cancellationToken);
}
