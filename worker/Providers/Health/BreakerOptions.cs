using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Providers.Health;

/// <summary>When a model of a provider that keeps failing is left alone, and for how long.</summary>
internal sealed record BreakerOptions
{
    /// <summary>
    /// Failures in a row that open the breaker at low traffic. At higher traffic it takes as many as the square root of the calls of the
    /// last ten seconds, 10 at most, so that a model that fails now and then is not taken for one that is down; but 2 are enough where
    /// it has answered twenty calls in the last minute and failed none. Default 3; 2 to 10.
    /// </summary>
    [Range(2, 10)]
    public int Failures { get; init; } = 3;

    /// <summary>
    /// How long the breaker stays open the first time; then a single call is let through as a probe. At higher traffic, where much is lost
    /// meanwhile, only as long as 30 calls take at the pace of the last ten seconds, 1.5 s at least. Default 20s; 1s to 1h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time doubles with each probe that fails, up to this. Default 5m; at least <see cref="Initial"/>, at most 6h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(5);
}
