using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>What there is of dead letters as short texts.</summary>
internal static class LetterText
{
    public static string Kinds(ImmutableArray<FailureKind> kinds) => kinds.IsDefaultOrEmpty ? "-" : string.Join(", ", kinds.Select(SafeText.NameOf));

    /// <summary>The colour of a state, by its name.</summary>
    public static string Colour(string state) => state switch
    {
        "open" => "red",
        "replaying" => "blue",
        "resolved" => "green",
        _ => "grey",
    };
}
