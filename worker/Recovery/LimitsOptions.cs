using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Recovery;

/// <summary>How much is done for one request before it ends in a dead letter, and how much at once.</summary>
internal sealed record LimitsOptions
{
    /// <summary>Requests in work at once, from each of the two queues. Default 64; 1 to 10000. Taken at the start; a reload does not change it.</summary>
    [Range(1, 10000)]
    public int Prefetch { get; init; } = 64;

    /// <summary>Attempts for one request, over all rounds. Default 40; 1 to 50.</summary>
    [Range(1, 50)]
    public int Attempts { get; init; } = 40;

    /// <summary>
    /// Rounds for one request; in a round every member is asked once at most. Default 10; 1 to 50. With the default backoff ten rounds
    /// wait out an outage of 7 to 14 minutes.
    /// </summary>
    [Range(1, 50)]
    public int Rounds { get; init; } = 10;

    /// <summary>The wait between rounds.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>The deadline of a request that names none, counted from when it was sent. Default 24h; more than 0, at most 30d.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", MinimumIsExclusive = true)]
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long attempts in flight may go on when the worker is told to stop. Default 30s; 0 or more, at most 30m. Taken at the start.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);
}
