using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What the running of replays needs to know.</summary>
/// <param name="Options">How replays go where an order says nothing of it.</param>
/// <param name="TimeToLive">The workers' time to live: the deadline of a request that names none.</param>
/// <param name="Routes">Whether there is a routing group or provider of this name.</param>
/// <param name="MaxBytes">The largest message that the broker takes.</param>
internal sealed record ReplaySettings(ReplayOptions Options, Func<TimeSpan> TimeToLive, Func<string, bool> Routes, long MaxBytes)
{
    /// <summary>Who runs here: another one in each process.</summary>
    public string Owner { get; } = Guid.NewGuid().ToString("N");

    /// <summary>
    /// How long a process has a replay for itself after it said so last. When it dies, another one, or the same started again, goes on
    /// after that.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    public double RateOf(ReplayOrder order) => order.Rate ?? Options.Rate;

    public TimeSpan PatienceOf(ReplayOrder order) => order.Patience ?? Options.Patience;

    /// <summary>How long after its deadline the outcome of a request is still waited for: workers or this process may be behind.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromHours(1);
}
