using System.Text;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Texts as every database takes them: bounded, without zeros and halves of characters.</summary>
internal static class StoredText
{
    private const int LongestId = 512;
    private const int LongestName = 256;
    private const int LongestSentence = 1024;

    public static string Id(string text) => Clean(Cut(text, LongestId));

    public static string Name(string text) => Clean(Cut(text, LongestName));

    public static string? NameOrNull(string? text) => text is null ? null : Name(text);

    public static string Sentence(string text) => Clean(Cut(text, LongestSentence));

    /// <summary>Whoever changes something; nobody in particular, where the caller does not know.</summary>
    public static string Who(string text) => string.IsNullOrWhiteSpace(text) ? "unknown" : Name(text.Trim());

    /// <summary>Puts the replacement character in place of what cannot be stored.</summary>
    public static string Clean(string text)
    {
        if (IsClean(text))
            return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    private static bool IsClean(string text)
    {
        foreach (var character in text)
        {
            if (character == '\0' || char.IsSurrogate(character))
                return false;
        }

        return true;
    }
}
