using System.Buffers;
using System.Net;

namespace Dispatch.Worker.Providers.Http;

/// <summary>Sends a body that lies in pieces, without putting them together first.</summary>
internal sealed class PiecedContent(ReadOnlySequence<byte> body) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var piece in body)
            await stream.WriteAsync(piece, cancellationToken);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var piece in body)
            stream.Write(piece.Span);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
