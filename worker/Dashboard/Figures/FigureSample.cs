namespace Dispatch.Worker.Dashboard.Figures;

/// <summary>How the worker was at one moment, and what it did since the one before.</summary>
/// <param name="At">The moment.</param>
/// <param name="Elapsed">The time since the one before.</param>
/// <param name="Done">What was done in that time.</param>
/// <param name="InFlight">Calls in flight to providers.</param>
/// <param name="Waiting">What waits in the queues; null: it is not known.</param>
internal readonly record struct FigureSample(DateTimeOffset At, TimeSpan Elapsed, WorkTotals Done, int InFlight, Waiting? Waiting);

/// <summary>Requests that wait for a worker, of all workers together.</summary>
/// <param name="New">That are new.</param>
/// <param name="Retry">That came back.</param>
/// <param name="Delayed">In delay lanes.</param>
/// <param name="Isolated">That came back again and again without an outcome.</param>
internal readonly record struct Waiting(long New, long Retry, long Delayed, long Isolated)
{
    public long Total => New + Retry + Delayed + Isolated;
}
