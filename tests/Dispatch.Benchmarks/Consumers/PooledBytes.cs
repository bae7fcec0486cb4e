using System.Buffers;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>A buffer that grows, of pooled memory.</summary>
internal sealed class PooledBytes(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>All of an HTTP content.</summary>
    public static async ValueTask<PooledBytes> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // One byte more than is announced, so that the end is seen without growing.
        var bytes = new PooledBytes((int)(content.Headers.ContentLength ?? 4096) + 1);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(bytes.GetMemory(), cancellationToken) is > 0 and var read)
            bytes.Advance(read);
        return bytes;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
            Grow(needed);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _bytes.Length));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
