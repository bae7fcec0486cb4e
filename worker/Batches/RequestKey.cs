using System.Security.Cryptography;
using System.Text;

namespace Dispatch.Worker.Batches;

/// <summary>
/// A request's id in 16 bytes, so that millions of ids fit into memory: the first half of its SHA-256. Two different ids with the
/// same key are not to be expected in any file.
/// </summary>
internal static class RequestKey
{
    public static UInt128 Of(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
