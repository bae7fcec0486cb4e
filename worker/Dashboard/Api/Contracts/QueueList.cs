using Dispatch.Worker.Messaging.Queues;

namespace Dispatch.Worker.Dashboard.Api.Contracts;

/// <summary>The broker's queues.</summary>
/// <param name="Transport">Where requests are: <c>broker</c>, or <c>memory</c>, which has no queues that could be counted.</param>
/// <param name="Queues">The queues, in the order of the way through them, as they were last read; each says when that was.</param>
internal sealed record QueueList(string Transport, IReadOnlyList<QueueReading> Queues);
