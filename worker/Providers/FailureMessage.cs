using System.Text;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers;

/// <summary>Makes a provider's words fit to be recorded.</summary>
internal static class FailureMessage
{
    private const string Redacted = "[redacted]";

    /// <summary>
    /// The text on one line, without control characters and without any of <paramref name="secrets"/>, cut to
    /// <see cref="Attempt.MaxMessageLength"/>.
    /// </summary>
    public static string Clean(string text, IReadOnlyList<string> secrets)
    {
        // Before anything is cut, so that no part of a secret is left over.
        foreach (var secret in secrets)
            text = text.Replace(secret, Redacted, StringComparison.Ordinal);

        return Cut(OnOneLine(text));
    }

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
