using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters.Json;

namespace Dispatch.Worker.Dashboard.Pages.Letters;

/// <summary>What is in a request, as text for people.</summary>
internal static class ContentText
{
    /// <summary>The most characters that a page shows.</summary>
    public const int Shown = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>JSON, a member on each line. Characters stand as they are: the page encodes them.</summary>
    public static string Of(JsonElement body) => IndentedJson.Of(body);

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
