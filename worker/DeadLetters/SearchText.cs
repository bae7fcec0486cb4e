using System.Globalization;
using System.Text;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters;

/// <summary>Text as it is searched: words of letters and digits in lower case, alike for every database.</summary>
internal static class SearchText
{
    private const int LongestText = 4096;
    private const int MostWords = 16;

    /// <summary>What a letter is found by: its message, what providers said, its ids, names and metadata; 4,096 characters at most.</summary>
    public static string Of(CompletionDeadLettered letter, string id)
    {
        var text = new StringBuilder(512);
        Append(text, id);
        Append(text, letter.Id);
        Append(text, letter.RoutingGroup);
        Append(text, letter.Message);
        foreach (var (name, value) in letter.Metadata)
        {
            Append(text, name);
            Append(text, value);
        }

        var said = new HashSet<string>(StringComparer.Ordinal);
        for (var i = letter.Attempts.Length - 1; i >= 0 && text.Length < LongestText; i--)
        {
            var attempt = letter.Attempts[i];
            foreach (var part in new[] { attempt.Provider, attempt.Model, attempt.Message })
            {
                if (part is not null && said.Add(part))
                    Append(text, part);
            }
        }

        return text.ToString();
    }

    /// <summary>The words of what somebody looks for. Each inner list is one word as it was typed: its parts stand together.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string typed) =>
    [
        .. typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)
            .Select(Words).Where(parts => parts.Count > 0),
    ];

    private static void Append(StringBuilder text, string? part)
    {
        foreach (var word in Words(part ?? ""))
        {
            if (text.Length + word.Length >= LongestText)
                return;
            text.Append(word).Append(' ');
        }
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in (text.Length > LongestText ? text[..LongestText] : text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            else
                Flush();
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }
}
