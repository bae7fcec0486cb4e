using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Configuration;

/// <summary>How replays go where an order says nothing of it.</summary>
internal sealed record ReplayOptions
{
    /// <summary>Requests a second, once the first steps are behind. Default 20; 0.01 to 1000.</summary>
    [Range(0.01, 1000)]
    public double Rate { get; init; } = 20;

    /// <summary>
    /// How long the outcomes of a first step are waited for before the next step. Default 15m, in which a request that fails again becomes a
    /// dead letter with the default limits; 1s to 24h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(15);
}
