using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Dispatch.Worker.Batches;

/// <summary>
/// Reads a file line by line, with no more than one line in memory. A byte order mark, CRLF, and a last line without an end are
/// fine; blank lines are left out, but counted.
/// </summary>
internal static class RawLineReader
{
    private const int BufferSize = 256 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="input">The file; it is not closed.</param>
    /// <param name="maxLength">The longest line that is read, in bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<RawLine> ReadAsync(
        Stream input, int maxLength, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        var number = 0L;
        var skipping = false;
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    if (Line(++number, rest.Slice(0, end), skipping, maxLength) is { } line)
                        yield return line;
                    skipping = false;
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                if (rest.Length > maxLength)
                {
                    skipping = true;
                    rest = rest.Slice(rest.End);
                }

                if (read.IsCompleted)
                {
                    if ((skipping || !rest.IsEmpty) && Line(++number, rest, skipping, maxLength) is { } last)
                        yield return last;
                    yield break;
                }

                pipe.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static RawLine? Line(long number, in ReadOnlySequence<byte> sequence, bool skipped, int maxLength)
    {
        if (skipped || sequence.Length > maxLength)
            return new RawLine(number, default, IsTooLong: true);

        var bytes = sequence.IsSingleSegment ? sequence.First : sequence.ToArray();
        if (number == 1 && bytes.Span.StartsWith(ByteOrderMark))
            bytes = bytes[ByteOrderMark.Length..];
        return bytes.Span.IndexOfAnyExcept(" \t\r"u8) < 0 ? null : new RawLine(number, bytes, IsTooLong: false);
    }
}
