using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Dashboard.Pages.Letters;

/// <summary>What is in a request, as text for people.</summary>
internal static class ContentText
{
    /// <summary>The most characters that a page shows.</summary>
    public const int Shown = 256 * 1024;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>JSON, a member on each line. Characters stand as they are: the page encodes them.</summary>
    public static string Of(JsonElement body)
    {
        try
        {
            return JsonSerializer.Serialize(body, Indented);
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException { InnerException: InvalidOperationException })
        {
            // An escaped lone surrogate is JSON, but no text.
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(body));
        }
    }

    /// <summary>Bytes as text where they are UTF-8, else as hexadecimal.</summary>
    public static string Of(RawMessage raw)
    {
        try
        {
            return Strict.GetString(raw.Body.Span);
        }
        catch (DecoderFallbackException)
        {
            return Convert.ToHexString(raw.Body.Span[..Math.Min(raw.Body.Length, Shown / 2)]);
        }
    }

    /// <summary>As much of it as is shown, with how much is not.</summary>
    public static (string Text, int Hidden) Cut(string text) => text.Length <= Shown ? (text, 0) : (text[..Shown], text.Length - Shown);
}
