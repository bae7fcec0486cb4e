using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>The key that callers of the worker's own API show. Only its hash is kept.</summary>
internal sealed class ApiKey
{
    private readonly byte[] _hash;

    private ApiKey(string key) => _hash = Hash(key);

    /// <summary>Reads the key that <paramref name="reference"/> refers to; null where there is no reference.</summary>
    /// <exception cref="InvalidOperationException">It can't be had; the message says why, without the key.</exception>
    public static ApiKey? Resolve(string? reference, Func<string, string?> environment) => reference is null
        ? null
        : SecretReference.TryResolve(reference, environment, out var key, out var error)
            ? new ApiKey(key)
            : throw new InvalidOperationException($"apiKey: {error}");

    /// <summary>Whether the key is this one. How long that takes tells nothing of the key, nor of its length.</summary>
    public bool Is(string shown) => CryptographicOperations.FixedTimeEquals(_hash, Hash(shown));

    /// <summary>A signature of the text that only somebody who has the key can make; letters, digits, dashes and underscores.</summary>
    public string Sign(string text) => Base64Url.EncodeToString(Signature(text));

    /// <summary>Whether this is the signature of the text. How long that takes tells nothing of the right one.</summary>
    public bool IsSignature(string text, string signature)
    {
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature.Length == Base64Url.GetEncodedLength(shown.Length)
            && Base64Url.TryDecodeFromChars(signature, shown, out var length)
            && CryptographicOperations.FixedTimeEquals(Signature(text), shown[..length]);
    }

    /// <summary>Whether both are the same key, or none.</summary>
    public static bool AreSame(ApiKey? one, ApiKey? other) =>
        one is null || other is null ? one == other : CryptographicOperations.FixedTimeEquals(one._hash, other._hash);

    private byte[] Signature(string text) => HMACSHA256.HashData(_hash, Encoding.UTF8.GetBytes(text));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
