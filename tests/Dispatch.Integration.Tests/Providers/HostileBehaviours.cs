using System.IO.Compression;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>The ways in which a provider does harm.</summary>
public static class HostileBehaviours
{
    /// <summary>200 and a compressed answer that is small on the wire and unpacks to at least <paramref name="bytes"/> of spaces.</summary>
    public static ProviderBehaviour GzipBomb(long bytes)
    {
        const int Unit = 16 * 1024 * 1024;
        var member = Compress(Unit);
        return async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            // A gzip file is a row of members, each of which unpacks to as much again.
            for (var unpacked = 0L; unpacked < bytes; unpacked += Unit)
                await context.Response.Body.WriteAsync(member, context.RequestAborted);
        };
    }

    private static byte[] Compress(int spaces)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            var block = new byte[64 * 1024];
            Array.Fill(block, (byte)' ');
            for (var written = 0; written < spaces; written += block.Length)
                gzip.Write(block);
        }

        return packed.ToArray();
    }
}
