using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Configuration;

/// <summary>How long a group's requests wait between rounds; what is left out comes from <c>limits.backoff</c>.</summary>
internal sealed record GroupBackoffOptions
{
    /// <summary>The wait after the first round; more than 0, at most 6h. Default: <c>limits.backoff.initial</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00", MinimumIsExclusive = true)]
    public TimeSpan? Initial { get; init; }

    /// <summary>The longest wait; at least the initial one, at most 6h. Default: <c>limits.backoff.max</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00", MinimumIsExclusive = true)]
    public TimeSpan? Max { get; init; }
}
