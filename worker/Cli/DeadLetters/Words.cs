using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Reads values that have names.</summary>
internal static class Words
{
    /// <summary>All names, for a description.</summary>
    public static string List<T>()
        where T : struct, Enum => string.Join(", ", NamesOf<T>());

    /// <summary>The value that is named; null: none is.</summary>
    /// <param name="option">What it is written after.</param>
    /// <param name="word">What is written.</param>
    /// <param name="further">What may be written besides.</param>
    /// <exception cref="RefusedException">There is no such value.</exception>
    public static T? Read<T>(string option, string? word, params string[] further)
        where T : struct, Enum
    {
        if (word is null)
            return null;

        foreach (var value in Enum.GetValues<T>())
        {
            if (SafeText.NameOf(value).Equals(word, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        string[] known = [.. NamesOf<T>(), .. further];
        throw new RefusedException($"{option} is '{SafeText.Line(word)}'; it must be one of {string.Join(", ", known)}.{Spelling.Suggest(word, known)}");
    }

    private static IEnumerable<string> NamesOf<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(SafeText.NameOf);
}
