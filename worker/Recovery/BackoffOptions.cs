using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Recovery;

/// <summary>How long a request waits between rounds: it doubles from <see cref="Initial"/> to <see cref="Max"/>, jittered.</summary>
internal sealed record BackoffOptions
{
    /// <summary>The wait after the first round. Default 2s; more than 0, at most 6h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00", MinimumIsExclusive = true)]
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait. Default 5m; at least <see cref="Initial"/>, at most 6h, the longest delay lane.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00", MinimumIsExclusive = true)]
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(5);
}
