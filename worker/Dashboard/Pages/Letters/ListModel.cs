using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Dashboard.Pages.Letters;

/// <summary>What the list of dead letters shows.</summary>
internal sealed record ListModel
{
    /// <summary>Letters on a page.</summary>
    public const int Size = 100;

    public required LetterQuery Query { get; init; }

    public required LetterPage Page { get; init; }

    /// <summary>How many letters the filter lets through.</summary>
    public required long Count { get; init; }

    /// <summary>The page's own address.</summary>
    public required string Here { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>What was done a moment ago; null: nothing.</summary>
    public string? Done { get; init; }

    /// <summary>It is not the first page.</summary>
    public bool IsContinued { get; init; }

    /// <summary>Routing groups to choose from.</summary>
    public IReadOnlyList<string> RoutingGroups { get; init; } = [];

    /// <summary>Providers to choose from.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>The address of the first page.</summary>
    public string First => LetterQuery.Address("/dead-letters/list", Query.Filter);

    /// <summary>The address of the next page; null: this is the last.</summary>
    public string? Next => Page.Next is { } next ? LocalPath.With(First, "after", next.ToString()) : null;

    /// <summary>Letters of a state that can be replayed or archived.</summary>
    public bool HasOpen => Page.Letters.Any(letter => letter.State == LetterState.Open);

    public bool HasArchived => Page.Letters.Any(letter => letter.State == LetterState.Archived);

    /// <summary>The choices of a list, with the one that is chosen among them, whatever it is.</summary>
    public static IEnumerable<string> Choices(IReadOnlyList<string> known, string? chosen) =>
        chosen is null || known.Contains(chosen) ? known : known.Append(chosen);
}
