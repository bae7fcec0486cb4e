using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Dispatch.Worker.Batches;

/// <summary>Tells whether an input is the one that it was. A batch goes on by line numbers, so every byte counts.</summary>
internal sealed record InputFingerprint
{
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    [JsonPropertyName("sha256")]
    public required string Sha256 { get; init; }

    /// <summary>The lines, blank ones included.</summary>
    [JsonPropertyName("lines")]
    public required long Lines { get; init; }

    /// <summary>Reads the input once, from where it stands to its end.</summary>
    public static async Task<InputFingerprint> OfAsync(Stream input, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1024 * 1024];
        var (size, ends, last) = (0L, 0L, (byte)'\n');
        int read;
        while ((read = await input.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            size += read;
            ends += buffer.AsSpan(0, read).Count((byte)'\n');
            last = buffer[read - 1];
        }

        return new InputFingerprint
        {
            Size = size,
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
            Lines = last == '\n' ? ends : ends + 1,
        };
    }
}
