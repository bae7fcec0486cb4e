using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>A <c>data:</c> URL in Base64, as it stands in the request: its bytes are looked at no further.</summary>
/// <param name="MediaType">In lower case.</param>
/// <param name="Url">The JSON string that it is.</param>
/// <param name="Start">Where the bytes begin between the quotes, an index.</param>
internal sealed record DataUrl(string MediaType, JsonElement Url, int Start)
{
    private const string Scheme = "data:";
    private const string Encoding = ";base64";

    // No media type is longer; what is may be anything.
    private const int MaxHeader = 200;

    /// <summary>The Base64 characters, with the escapes of the JSON string that they stand in.</summary>
    public ReadOnlySpan<byte> Base64 => JsonText.Inner(Url)[Start..];

    public static bool TryParse(JsonElement text, [NotNullWhen(true)] out DataUrl? url)
    {
        url = null;
        var inner = JsonText.Inner(text);
        var comma = inner[..Math.Min(inner.Length, MaxHeader)].IndexOf((byte)',');
        if (comma < 0)
            return false;

        // Some writers escape every slash.
        var header = System.Text.Encoding.UTF8.GetString(inner[..comma]).Replace("\\/", "/", StringComparison.Ordinal);
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !header.EndsWith(Encoding, StringComparison.OrdinalIgnoreCase))
            return false;

        var type = header[Scheme.Length..].Split(';')[0].Trim().ToLowerInvariant();
        url = new DataUrl(type == "image/jpg" ? "image/jpeg" : type, text, comma + 1);
        return true;
    }
}
