using System.Security.Cryptography;
using System.Text;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// The <c>MessageId</c> of an outcome, derived from the request's id, so that an outcome published twice (a crash between publish
/// and acknowledgement) can be told by its id. A name-based UUID, version 5 of RFC 9562, section 5.5.
/// </summary>
internal static class OutcomeId
{
    private static readonly Guid Namespace = new("6f1d3c52-9a0e-4a57-8f0b-3c1f0a7f6f2e");

    public static Guid OfResult(string requestId) => Derive("result", requestId);

    /// <param name="requestId">The request's id.</param>
    /// <param name="replay">Where a replayed request comes from: its dead letter is another one than the first.</param>
    public static Guid OfDeadLetter(string requestId, ReplayMark? replay = null) =>
        replay is null ? Derive("dead-letter", requestId) : Derive($"dead-letter of {replay}", requestId);

    /// <summary>Of a request that is sent again.</summary>
    public static Guid OfReplay(ReplayMark replay) => Derive("replay", replay.ToString());

    private static Guid Derive(string outcome, string requestId)
    {
        var name = Encoding.UTF8.GetBytes($"{outcome}:{requestId}");
        var input = new byte[16 + name.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input, 16);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Version 5 is defined on SHA-1; nothing here rests on its strength.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
