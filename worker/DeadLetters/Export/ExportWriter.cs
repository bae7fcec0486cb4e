using System.Buffers;

namespace Dispatch.Worker.DeadLetters.Export;

/// <summary>Writes dead letters one after the other: only some of them are ever in memory.</summary>
internal static class ExportWriter
{
    private const int Portion = 64 * 1024;

    /// <exception cref="StoreException">The store cannot be used any more; what was written stays.</exception>
    public static async Task WriteAsync(IAsyncEnumerable<StoredLetter> letters, LetterFormat format, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * Portion);
        buffer.Write(LetterLines.Header(format));
        await foreach (var letter in letters.WithCancellation(cancellationToken))
        {
            buffer.Write(LetterLines.Of(letter, format));
            if (buffer.WrittenCount >= Portion)
                await FlushAsync(buffer, output, cancellationToken);
        }

        await FlushAsync(buffer, output, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private static async Task FlushAsync(ArrayBufferWriter<byte> buffer, Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
        buffer.ResetWrittenCount();
    }
}
