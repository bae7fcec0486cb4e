using System.Globalization;
using Dispatch.Worker.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Worker.Dashboard.Api.Queries;

/// <summary>
/// Reads the query of a request, and leaves nothing in it unread: a filter that is misspelt and ignored would show, or change, more than
/// was meant. The first thing that is wrong is told by <see cref="Finish"/>.
/// </summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const string Title = "The query is wrong.";

    private readonly List<string> _known = [];
    private readonly List<string> _prefixes = [];
    private ProblemHttpResult? _problem;

    /// <summary>The value; null: it is not there, or empty.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var values = query[name];
        if (values.Count > 1)
            Refuse("repeated-parameter", $"'{name}' is given {values.Count} times; give it once.");
        return values.Count == 0 || string.IsNullOrEmpty(values[0]) ? null : values[0];
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Number(string name, int least, int most, int standard)
    {
        if (Text(name) is not { } text)
            return standard;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;

        Refuse("bad-parameter", $"'{name}' is '{text}'; it must be a whole number from {least} to {most}.");
        return standard;
    }

    /// <summary>An instant; one without a zone is of UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return time;

        Refuse("bad-parameter", $"'{name}' is '{text}'; it must be a time of ISO 8601, such as 2026-03-01T12:00:00Z.");
        return null;
    }

    /// <summary>One of the named values.</summary>
    public T? OneOf<T>(string name, IReadOnlyDictionary<string, T> values)
        where T : struct
    {
        if (Text(name) is not { } text)
            return null;
        if (values.TryGetValue(text, out var value))
            return value;

        Refuse("bad-parameter", $"'{name}' is '{text}'; it must be one of {string.Join(", ", values.Keys)}.{Spelling.Suggest(text, values.Keys)}");
        return null;
    }

    /// <summary>Whether it is set: <c>true</c> or <c>false</c>.</summary>
    public bool Switch(string name)
    {
        if (Text(name) is not { } text)
            return false;
        if (!bool.TryParse(text, out var value))
            Refuse("bad-parameter", $"'{name}' is '{text}'; it must be true or false.");
        return value;
    }

    /// <summary>All values whose names begin so, by the rest of the name.</summary>
    public IReadOnlyDictionary<string, string> Named(string prefix)
    {
        _prefixes.Add(prefix);
        var named = query.Where(each => IsNamed(each.Key, prefix)).ToList();
        foreach (var (name, values) in named.Where(each => each.Value.Count > 1))
            Refuse("repeated-parameter", $"'{name}' is given {values.Count} times; give it once.");
        return named.ToDictionary(each => each.Key[prefix.Length..], each => each.Value.ToString(), StringComparer.Ordinal);
    }

    /// <summary>Tells of a value that could be read and is wrong all the same.</summary>
    public void Refuse(string type, string detail) => _problem ??= Problems.Invalid(type, Title, detail);

    /// <summary>Ends the reading: what is wrong; null: nothing is.</summary>
    public ProblemHttpResult? Finish()
    {
        foreach (var name in query.Keys.Where(name => !_known.Contains(name) && !_prefixes.Any(prefix => IsNamed(name, prefix))))
        {
            var known = _known.Concat(_prefixes.Select(prefix => prefix + "KEY")).ToList();
            Refuse(
                "unknown-parameter",
                $"'{name}' is not known here.{Spelling.Suggest(name, _known)} {(known.Count == 0 ? "This path takes no query." : $"Known are {string.Join(", ", known)}.")}");
        }

        return _problem;
    }

    private static bool IsNamed(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length;
}
