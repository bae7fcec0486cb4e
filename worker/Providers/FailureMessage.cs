using System.Text;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers;

/// <summary>Makes a provider's words fit to be recorded.</summary>
internal static class FailureMessage
{
    /// <summary>
    /// The text on one line, without control characters and without the secrets that <paramref name="redaction"/> knows, cut to
    /// <see cref="Attempt.MaxMessageLength"/>.
    /// </summary>
    // Nothing is cut before the secrets are out, so that no part of one is left over.
    public static string Clean(string text, Redaction redaction) => Cut(OnOneLine(redaction.Apply(text)));

    private static string OnOneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsControl(character) && !char.IsWhiteSpace(character))
                line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }

    private static string Cut(string line)
    {
        if (line.Length <= Attempt.MaxMessageLength)
            return line;

        var end = Attempt.MaxMessageLength - 1;
        return string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[end - 1]) ? end - 1 : end), "…");
    }
}
