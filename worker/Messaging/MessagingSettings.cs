namespace Dispatch.Worker.Messaging;

/// <summary>What the transport needs to know at the start.</summary>
/// <param name="Broker">The broker; null: in memory.</param>
/// <param name="Prefetch">Requests in work at once, from each of the two queues.</param>
/// <param name="Grace">How long attempts in flight may go on when the worker stops.</param>
/// <param name="Consume">Whether this process works on requests, or only sends them.</param>
internal sealed record MessagingSettings(BrokerSettings? Broker, int Prefetch, TimeSpan Grace, bool Consume);
