using Dispatch.Contracts;
using Polly;
using Polly.CircuitBreaker;

namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// The circuit breaker of one model. The states are Polly's; when to open is decided by <see cref="FailureRow"/>, because a share of
/// failures in a window of time opens too late at low traffic. Calls do not run in it: what came of them is put through it when they have
/// ended, so that a call from before it opened can't pass for the probe. Not safe for several threads.
/// </summary>
internal sealed class Breaker
{
    // What is lost while a model that is back is not called grows with its traffic; what a probe costs does not.
    private const int CallsMissed = 30;
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromSeconds(1.5);

    private readonly BreakerOptions _options;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<bool> _breaker;
    private readonly FailureRow _row;
    private TimeSpan _first;

    public Breaker(BreakerOptions options, TimeProvider time)
    {
        (_options, _time, _row, _first) = (options, time, new FailureRow(options.Failures), options.Initial);
        _breaker = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                ShouldHandle = arguments => new(arguments.Outcome.Result),
                // Whatever is handled opens: the decision has been made.
                FailureRatio = 0,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromDays(1),
                BreakDurationGenerator = arguments => new(Open(arguments.HalfOpenAttempts)),
                StateProvider = _state,
            })
            .Build();
    }

    public bool IsClosed => _state.CircuitState == CircuitState.Closed;

    /// <summary>Since when it is not closed; says something only while that is so.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>When a probe may be made; says something only while the breaker is not closed.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>The kind of the failure that opened it.</summary>
    public FailureKind Why { get; private set; }

    /// <summary>Until when calls go one by one, although it is closed, because one failed that should not have.</summary>
    public DateTimeOffset SuspectUntil => _row.SuspectUntil;

    /// <summary>A call begins while the model is suspect.</summary>
    public void Tries(DateTimeOffset now) => _row.Tries(now);

    /// <summary>A call found the model alive, whatever it answered; true where that closed the breaker.</summary>
    /// <param name="answered">It was answered.</param>
    /// <param name="isProbe">The call was to show whether the model is back.</param>
    /// <param name="started">When it began.</param>
    public bool Alive(bool answered, bool isProbe, DateTimeOffset started)
    {
        if (!IsClosed && !isProbe)
            return false;

        if (answered || isProbe)
            _row.Broken(isProbe ? DateTimeOffset.MaxValue : started, _time.GetUtcNow());
        var wasClosed = IsClosed;
        Put(opens: false);
        return !wasClosed && IsClosed;
    }

    /// <summary>A call failed in a way that counts against the model; true where that opened the breaker, which was closed.</summary>
    /// <param name="kind">What the failure means.</param>
    /// <param name="isProbe">The call was to show whether the model is back.</param>
    /// <param name="started">When it began.</param>
    /// <param name="recent">The calls of the model.</param>
    public bool Failed(FailureKind kind, bool isProbe, DateTimeOffset started, RecentCalls recent)
    {
        if (!IsClosed && !isProbe)
            return false;

        var now = _time.GetUtcNow();
        var wasClosed = IsClosed;
        var opens = _row.Failed(started, now, recent) || isProbe;
        if (opens)
            Why = kind;
        if (opens && wasClosed)
            _first = FirstBreak(recent.Count(10, now).Started);
        Put(opens);
        return wasClosed && !IsClosed;
    }

    /// <summary>A probe was cut off before it showed anything.</summary>
    public void CutOff() => Put(opens: true);

    private void Put(bool opens) => _breaker.Execute(static opens => opens, opens);

    private TimeSpan FirstBreak(int callsInTenSeconds)
    {
        var missed = TimeSpan.FromSeconds(10.0 * CallsMissed / Math.Max(1, callsInTenSeconds));
        var shortest = missed > ShortestBreak ? missed : ShortestBreak;
        return shortest < _options.Initial ? shortest : _options.Initial;
    }

    private TimeSpan Open(int failedProbes)
    {
        var seconds = _first.TotalSeconds * Math.Pow(2, Math.Min(failedProbes, 20));
        var pause = TimeSpan.FromSeconds(Math.Min(seconds, Math.Max(_first.TotalSeconds, _options.Max.TotalSeconds)));
        var now = _time.GetUtcNow();
        if (failedProbes == 0)
            Since = now;
        Until = now + pause;
        return pause;
    }
}
