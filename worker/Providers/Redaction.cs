using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dispatch.Worker.Providers;

/// <summary>Takes a provider's own secrets out of what the provider says, in the forms in which a text quotes them.</summary>
internal sealed class Redaction
{
    /// <summary>A shorter value is no secret but a word that a service wants to see, and taking it out would garble messages.</summary>
    private const int ShortestSecret = 6;

    /// <summary>So much of a secret's beginning is taken for the secret: a provider may have cut it off itself.</summary>
    private const int TellingLength = 12;

    private const string Mark = "[redacted]";

    // By how they begin, longest first, so that of two secrets of which one holds the other nothing is left over.
    private readonly IReadOnlyList<IGrouping<string, string>> _forms;

    public Redaction(IEnumerable<string> secrets) => _forms =
    [
        .. secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(Forms).OrderByDescending(form => form.Length)
            .GroupBy(form => form[..Math.Min(form.Length, TellingLength)], StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Knows no secret.</summary>
    public static Redaction None { get; } = new([]);

    /// <summary>
    /// The text with a mark in place of each secret, plain or encoded, whole or cut off after 12 characters or more. Of one that is not
    /// whole, all goes up to the next space.
    /// </summary>
    public string Apply(string text)
    {
        foreach (var forms in _forms)
            text = Replace(text, forms);

        return text;
    }

    private static string Replace(string text, IGrouping<string, string> forms)
    {
        var at = IndexOf(forms.Key, from: 0);
        if (at < 0)
            return text;

        var clean = new StringBuilder(text.Length);
        var end = 0;
        for (; at >= 0; at = IndexOf(forms.Key, end))
        {
            clean.Append(text, end, at - end).Append(Mark);
            end = EndOf(text, at, forms);
        }

        return clean.Append(text, end, text.Length - end).ToString();

        // Without regard to case: percent signs are followed by hexadecimal digits of either.
        int IndexOf(string head, int from) => text.IndexOf(head, from, StringComparison.OrdinalIgnoreCase);
    }

    // What follows no more than a beginning may be the rest in an encoding of its own.
    private static int EndOf(string text, int at, IGrouping<string, string> forms)
    {
        var rest = text.AsSpan(at);
        foreach (var form in forms)
        {
            if (rest.StartsWith(form, StringComparison.OrdinalIgnoreCase))
                return at + form.Length;
        }

        var end = at + forms.Key.Length;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
            end++;
        return end;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var json = JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        return
        [
            secret, json, json.Replace("/", "\\/", StringComparison.Ordinal), JsonEncodedText.Encode(secret).ToString(),
            Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret),
            .. Base64(secret),
        ];
    }

    // Base64 of a longer text in which the secret begins at any of three places in a group, as far as it depends on the secret alone.
    private static IEnumerable<string> Base64(string secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var bytes = new byte[before].Concat(Encoding.UTF8.GetBytes(secret)).ToArray();
            var first = (before * 8 + 5) / 6;
            var text = Convert.ToBase64String(bytes)[first..(bytes.Length * 8 / 6)];
            yield return text;
            yield return text.Replace('+', '-').Replace('/', '_');
        }
    }
}
