using System.Globalization;

namespace Dispatch.Benchmarks.Drain;

/// <summary>What stands behind <c>drain</c> on the command line.</summary>
internal sealed record DrainSettings
{
    /// <summary>How often each variant runs. Default 1: a run takes about a minute.</summary>
    public int Rounds { get; private init; } = 1;

    /// <summary>The variants that run. Default: all.</summary>
    public IReadOnlyList<DrainVariant> Variants { get; private init; } = DrainVariant.All;

    /// <summary>A file that gets the figures of each run as JSON.</summary>
    public string? Json { get; private init; }

    /// <summary>A folder that gets the timeline and the calls of each run, and what the workers printed.</summary>
    public string? Folder { get; private init; }

    /// <exception cref="ArgumentException">An option or a variant is unknown, or has no value.</exception>
    public static DrainSettings Parse(IReadOnlyList<string> arguments)
    {
        var settings = new DrainSettings();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value.");
            settings = arguments[i] switch
            {
                "--rounds" => settings with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--only" => settings with { Variants = [.. value.Split(',').Select(Variant)] },
                "--json" => settings with { Json = value },
                "--timeline" => settings with { Folder = value },
                var other => throw new ArgumentException($"Unknown option {other}: there are --rounds, --only, --json and --timeline."),
            };
        }

        return settings;
    }

    private static DrainVariant Variant(string name) => DrainVariant.All.FirstOrDefault(variant => variant.Name == name)
        ?? throw new ArgumentException($"Unknown variant {name}: there are {string.Join(", ", DrainVariant.All.Select(variant => variant.Name))}.");
}
