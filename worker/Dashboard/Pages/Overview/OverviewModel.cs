using System.Collections.Immutable;
using Dispatch.Worker.Dashboard.Charts;

namespace Dispatch.Worker.Dashboard.Pages.Overview;

/// <summary>What the overview shows.</summary>
internal sealed record OverviewModel
{
    /// <summary>The time that the charts cover.</summary>
    public required TimeSpan Window { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>What keeps the worker from being ready.</summary>
    public ImmutableArray<ReadinessTrouble> Troubles { get; init; } = [];

    /// <summary>A command that sends a first request; null once one has come.</summary>
    public string? FirstRequest { get; init; }

    /// <summary>The process works on requests itself; else the charts show nothing of those that do.</summary>
    public bool Works { get; init; } = true;

    public ImmutableArray<Chart> Charts { get; init; } = [];

    public ImmutableArray<ProviderRow> Providers { get; init; } = [];

    public ImmutableArray<QueueRow> Queues { get; init; } = [];
}

/// <summary>Something that keeps the worker from being ready.</summary>
/// <param name="Check">What found it.</param>
/// <param name="Description">What it is, and how to mend it.</param>
internal sealed record ReadinessTrouble(string Check, string Description);
