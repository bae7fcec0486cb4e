using System.Collections.Immutable;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Failure kinds as one text: a comma before and behind each name, so that one can be found.</summary>
internal static class KindList
{
    public static string Write(ImmutableArray<FailureKind> kinds) => kinds.IsEmpty ? "" : $",{string.Join(',', kinds.Select(NameOf))},";

    /// <summary>What a list is looked through for.</summary>
    public static string Entry(FailureKind kind) => $",{NameOf(kind)},";

    public static ImmutableArray<FailureKind> Read(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Enum.TryParse<FailureKind>(name, ignoreCase: true, out var kind) ? kind : FailureKind.Unknown),
    ];

    private static string NameOf(FailureKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
