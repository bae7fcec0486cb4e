using System.IO.Compression;

namespace Dispatch.Worker.Tests.Providers.Http;

internal static class Packing
{
    public static Stream Pack(string encoding, Stream stream) => encoding switch
    {
        "gzip" => new GZipStream(stream, CompressionLevel.Fastest),
        "br" => new BrotliStream(stream, CompressionLevel.Fastest),
        "deflate" => new ZLibStream(stream, CompressionLevel.Fastest),
        _ => throw new ArgumentException($"No such encoding: {encoding}", nameof(encoding)),
    };
}
