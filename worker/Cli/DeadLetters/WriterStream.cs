using System.Text;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>A stream of UTF-8 into a text. It does not close that.</summary>
/// <param name="open">Opens it, when there is something to write, or to flush.</param>
internal sealed class WriterStream(Func<TextWriter> open) : Stream
{
    private readonly Lazy<TextWriter> _writer = new(open, LazyThreadSafetyMode.None);
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _writer.Value.Write(Decode(buffer));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await _writer.Value.WriteAsync(Decode(buffer.Span).AsMemory(), cancellationToken);

    public override void Flush() => _writer.Value.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _writer.Value.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // A character may lie on both sides of a portion's end.
    private char[] Decode(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        _decoder.GetChars(bytes, characters, flush: false);
        return characters;
    }
}
