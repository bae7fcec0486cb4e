using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Dashboard.Pages.Replaying;

/// <summary>What the form for a replay shows.</summary>
internal sealed record ReplayFormModel
{
    /// <summary>The letters that are meant.</summary>
    public required LetterFilter Letters { get; init; }

    /// <summary>What is to differ.</summary>
    public required ReplayFields Fields { get; init; }

    /// <summary>What it would do; null where the form is not in order.</summary>
    public ReplayPreview? Preview { get; init; }

    /// <summary>What is wrong.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>Something was changed since the preview that was confirmed; this one is of the changes.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Where one comes back to.</summary>
    public required string Return { get; init; }

    /// <summary>Routing groups and providers to route by.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Requests a second, where the form says nothing.</summary>
    public required double UsualRate { get; init; }
}
