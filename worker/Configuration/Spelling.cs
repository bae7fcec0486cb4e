namespace Dispatch.Worker.Configuration;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class Spelling
{
    /// <summary>A sentence that names the known word nearest to <paramref name="word"/>, with a space before it; empty where none is near.</summary>
    public static string Suggest(string word, IEnumerable<string> known)
    {
        var nearest = known
            .Select(candidate => (Text: candidate, Distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(word.Length, candidate.Text.Length) / 3))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        return nearest.Text is null ? "" : $" Did you mean \"{nearest.Text}\"?";
    }

    /// <summary>The Levenshtein distance.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
