using System.Collections.Concurrent;

namespace Dispatch.Worker.Telemetry;

/// <summary>
/// Keeps the number of series in bounds where names are the requests' own word: so many are told apart, those that come first, and all
/// others are one.
/// </summary>
internal sealed class BoundedNames(int most)
{
    /// <summary>What stands for the others.</summary>
    public const string Other = "(other)";

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The name to show; null stays null. One with control characters is one of the others: a scraper may stumble over it.</summary>
    public string? Of(string? name)
    {
        if (name is null || _known.ContainsKey(name))
            return name;
        if (name.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return Other;

        // Two at once may both find room; one name more is no harm.
        return _known.Count < most && _known.TryAdd(name, name) ? name : _known.ContainsKey(name) ? name : Other;
    }
}
