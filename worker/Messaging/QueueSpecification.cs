using System.Collections.Immutable;

namespace Dispatch.Worker.Messaging;

/// <summary>A durable queue as it must be.</summary>
internal sealed record QueueSpecification(string Name, ImmutableSortedDictionary<string, object?> Arguments)
{
    /// <summary>The arguments as RabbitMQ.Client takes them.</summary>
    public Dictionary<string, object?> ArgumentsToDeclare() => new(Arguments, StringComparer.Ordinal);
}
