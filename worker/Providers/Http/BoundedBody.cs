using System.Buffers;

namespace Dispatch.Worker.Providers.Http;

/// <summary>
/// Reads an answer's body into a pooled buffer and stops at a limit, counted after decompression. Keeps what was read when reading
/// fails.
/// </summary>
internal sealed class BoundedBody(long limit) : IDisposable
{
    private const int FirstLength = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _length;

    /// <summary>What was read, at most as much as the limit. Valid until disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, (int)Math.Min(_length, limit));

    /// <summary>There is more than the limit allows.</summary>
    public bool IsOverLimit => _length > limit;

    /// <summary>Reads to the end or one byte past the limit, whichever comes first.</summary>
    public async Task ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (!IsOverLimit)
        {
            if (_length == _buffer.Length)
                Grow();

            var room = (int)Math.Min(_buffer.Length - _length, limit + 1 - _length);
            var read = await stream.ReadAsync(_buffer.AsMemory(_length, room), cancellationToken);
            if (read == 0)
                return;

            _length += read;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, limit + 1));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
