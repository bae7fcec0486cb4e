namespace Dispatch.Worker.Messaging;

/// <summary>What the transport needs to know at the start.</summary>
/// <param name="Broker">The broker; null: in memory.</param>
/// <param name="Prefetch">Requests in work at once, from each of the two queues.</param>
/// <param name="Grace">How long attempts in flight may go on when the worker stops.</param>
/// <param name="Consume">Whether this process works on requests, or only sends them.</param>
internal sealed record MessagingSettings(BrokerSettings? Broker, int Prefetch, TimeSpan Grace, bool Consume)
{
    /// <summary>Dead letters that are taken together at most; null: this process takes none.</summary>
    public int? LetterBatch { get; init; }

    /// <summary>Whether this process knows how all queues are to be, or only how requests come in.</summary>
    public bool OwnsQueues => Consume || LetterBatch is not null;
}
