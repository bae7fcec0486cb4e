using System.Buffers;
using System.Collections.Immutable;

namespace Dispatch.Worker.Providers.Http;

/// <summary>A call in the words of a provider's protocol.</summary>
/// <param name="Uri">Where it is posted to.</param>
/// <param name="Body">What is posted, JSON.</param>
internal sealed record MappedCall(Uri Uri, ReadOnlySequence<byte> Body)
{
    /// <summary>The fields of the request that were left out of it, because the protocol has no place for them.</summary>
    public ImmutableArray<string> DroppedFields { get; init; } = [];
}
