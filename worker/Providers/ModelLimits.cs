using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Providers;

/// <summary>How much one worker asks of one upstream model of a provider.</summary>
internal sealed record ModelLimits
{
    /// <summary>The most calls in flight at once; 1 or more; null: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? Concurrency { get; init; }

    /// <summary>The most calls a minute, evenly spread; 1 or more; null: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? RequestsPerMinute { get; init; }

    /// <summary>The most tokens a minute; 1 or more; null: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? TokensPerMinute { get; init; }
}
