using Dispatch.Contracts;
using Polly;
using Polly.CircuitBreaker;

namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// The circuit breaker of one model. The states are Polly's; when to open is decided here, because a share of failures in a window of
/// time opens too late at low traffic, and a fixed number in a row too early at high traffic. Calls do not run in it: what came of them
/// is put through it when they have ended, so that a call from before it opened can't pass for the probe. Not safe for several threads.
/// </summary>
internal sealed class Breaker
{
    private const int MostFailures = 10;

    private readonly BreakerOptions _options;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<bool> _breaker;
    private int _inARow;

    public Breaker(BreakerOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
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

    /// <summary>A call found the model alive, whatever it answered; true where that closed the breaker.</summary>
    public bool Alive(bool answered, bool isProbe)
    {
        if (!IsClosed && !isProbe)
            return false;

        if (answered || isProbe)
            _inARow = 0;
        var wasClosed = IsClosed;
        Put(opens: false);
        return !wasClosed && IsClosed;
    }

    /// <summary>A call failed in a way that counts against the model; true where that opened the breaker, which was closed.</summary>
    /// <param name="kind">What the failure means.</param>
    /// <param name="isProbe">The call was to show whether the model is back.</param>
    /// <param name="recentCalls">The calls of the last ten seconds.</param>
    public bool Failed(FailureKind kind, bool isProbe, int recentCalls)
    {
        if (!IsClosed && !isProbe)
            return false;

        var wasClosed = IsClosed;
        var needed = Math.Max(_options.Failures, Math.Min(MostFailures, (int)Math.Ceiling(Math.Sqrt(recentCalls))));
        var opens = ++_inARow >= needed || isProbe;
        if (opens)
            Why = kind;
        Put(opens);
        return wasClosed && !IsClosed;
    }

    /// <summary>A probe was cut off before it showed anything.</summary>
    public void CutOff() => Put(opens: true);

    private void Put(bool opens) => _breaker.Execute(static opens => opens, opens);

    private TimeSpan Open(int failedProbes)
    {
        var seconds = _options.Initial.TotalSeconds * Math.Pow(2, Math.Min(failedProbes, 20));
        var pause = TimeSpan.FromSeconds(Math.Min(seconds, Math.Max(_options.Initial.TotalSeconds, _options.Max.TotalSeconds)));
        var now = _time.GetUtcNow();
        if (failedProbes == 0)
            Since = now;
        Until = now + pause;
        return pause;
    }
}
