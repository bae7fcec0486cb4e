using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Dashboard.Pages.Letters;

/// <summary>What the page of groups shows.</summary>
/// <param name="Query">Which letters are grouped.</param>
/// <param name="Groups">A page of groups.</param>
/// <param name="Counts">How many letters there are in each state.</param>
/// <param name="Here">The page's own address.</param>
/// <param name="Done">What was done a moment ago; null: nothing.</param>
/// <param name="Now">The present.</param>
internal sealed record GroupsModel(LetterQuery Query, GroupPage Groups, LetterCounts Counts, string Here, string? Done, DateTimeOffset Now)
{
    /// <summary>It is not the first page.</summary>
    public bool IsContinued { get; init; }

    /// <summary>The address of the first page.</summary>
    public string First => LetterQuery.Address("/dead-letters", Query.Filter);

    /// <summary>The address of the next page; null: this is the last.</summary>
    public string? Next => Groups.Next is { } next ? LocalPath.With(First, "after", next.ToString()) : null;

    /// <summary>The letters of a group that the page is about.</summary>
    public LetterFilter Of(LetterGroup group) => Query.Filter with { Fingerprint = group.Fingerprint };
}
