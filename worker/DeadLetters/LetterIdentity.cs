using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters;

/// <summary>
/// What tells one dead letter from another: the request's id, and when the worker gave up. A letter that is delivered twice is the same
/// one; the next letter of the same request is another.
/// </summary>
/// <param name="Id">The public id: 80 bits of a hash of both.</param>
/// <param name="Key">
/// The primary key, which also orders letters by time: milliseconds since 2020, then 22 bits of the hash. Letters that differ may have
/// the same, then the store gives one of them the next.
/// </param>
internal readonly record struct LetterIdentity(string Id, long Key)
{
    private const int HashBits = 22;
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly long Latest = long.MaxValue >> HashBits;

    public static LetterIdentity Of(CompletionDeadLettered letter)
    {
        var text = Encoding.UTF8.GetBytes(letter.Id);
        var source = new byte[sizeof(long) + text.Length];
        BinaryPrimitives.WriteInt64BigEndian(source, letter.DeadLetteredAt.UtcTicks);
        text.CopyTo(source, sizeof(long));
        var hash = SHA256.HashData(source);
        var low = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(10)) & ((1 << HashBits) - 1);
        return new LetterIdentity(Encode(hash.AsSpan(0, 10)), FirstKeyOf(letter.DeadLetteredAt) | low);
    }

    /// <summary>Whether keys reach so far. A letter of another time did not come from a worker's clock.</summary>
    public static bool Reaches(DateTimeOffset at) => at >= Epoch && at < TimeOf(long.MaxValue);

    /// <summary>The same letter, in the order of another time.</summary>
    public LetterIdentity At(DateTimeOffset at) => this with { Key = FirstKeyOf(at) | (Key & ((1 << HashBits) - 1)) };

    /// <summary>The lowest key of this millisecond. What lies before 2020 counts as the beginning, what lies after 2089 as the end.</summary>
    public static long FirstKeyOf(DateTimeOffset at) =>
        Math.Clamp((at - Epoch).Ticks / TimeSpan.TicksPerMillisecond, 0, Latest) << HashBits;

    /// <summary>The millisecond of a key.</summary>
    public static DateTimeOffset TimeOf(long key) => Epoch.AddMilliseconds(key >> HashBits);

    /// <summary>Five bits a letter, without those that are easily taken for others.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[bytes.Length * 8 / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i] = Digits[(pair >> (11 - bit % 8)) & 31];
        }

        return new string(text);
    }
}
