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

    // Longest first, so that of two secrets of which one holds the other nothing is left over.
    private readonly IReadOnlyList<string> _forms;

    public Redaction(IEnumerable<string> secrets) => _forms =
    [
        .. secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(Forms).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(form => form.Length),
    ];

    /// <summary>Knows no secret.</summary>
    public static Redaction None { get; } = new([]);

    /// <summary>The text with a mark in place of each secret, plain or encoded, whole or cut off after 12 characters or more.</summary>
    public string Apply(string text)
    {
        foreach (var form in _forms)
            text = Replace(text, form);

        return text;
    }

    // Without regard to case: percent signs are followed by hexadecimal digits of either.
    private static string Replace(string text, string form)
    {
        var head = form.AsSpan(0, Math.Min(form.Length, TellingLength));
        var at = text.AsSpan().IndexOf(head, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return text;

        var clean = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        for (; at >= 0; at = rest.IndexOf(head, StringComparison.OrdinalIgnoreCase))
        {
            var length = head.Length;
            while (length < form.Length && at + length < rest.Length && IsSame(rest[at + length], form[length]))
                length++;
            clean.Append(rest[..at]).Append(Mark);
            rest = rest[(at + length)..];
        }

        return clean.Append(rest).ToString();
    }

    private static bool IsSame(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);

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
