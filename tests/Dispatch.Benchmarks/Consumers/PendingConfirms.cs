using System.Numerics;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>
/// The results that the broker has not confirmed, by their sequence number, each with the delivery that it answers. A ring: confirms come
/// in about the order of the results. One thread adds at a time, and one takes.
/// </summary>
/// <param name="most">The most that can be outstanding.</param>
internal sealed class PendingConfirms(int most)
{
    private readonly ulong[] _deliveries = new ulong[BitOperations.RoundUpToPowerOf2((uint)most * 4)];

    // Everything below is confirmed.
    private ulong _lowest = 1;
    private ulong _highest;

    /// <summary>Result number <paramref name="sequence"/>, from 1, is about to be sent for this delivery, which is never 0.</summary>
    public void Add(ulong sequence, ulong delivery)
    {
        if (Interlocked.Exchange(ref At(sequence), delivery) != 0)
            throw new InvalidOperationException("More results are outstanding than the ring has room for.");
    }

    /// <summary>The broker has confirmed this result, or all up to it; writes the deliveries that are thereby done, and returns how many.</summary>
    public int Take(ulong sequence, bool multiple, Span<ulong> done)
    {
        var count = 0;
        for (var next = multiple ? _lowest : sequence; next <= sequence; next++)
        {
            if (Interlocked.Exchange(ref At(next), 0) is not 0 and var delivery)
                done[count++] = delivery;
        }

        _highest = Math.Max(_highest, sequence);
        while (_lowest <= _highest && Volatile.Read(ref At(_lowest)) == 0)
            _lowest++;
        return count;
    }

    private ref ulong At(ulong sequence) => ref _deliveries[sequence & (ulong)(_deliveries.Length - 1)];
}
