using Dispatch.Contracts;
using Polly.CircuitBreaker;

namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// The circuit breaker of one model. The states are Polly's; when to open is decided here, because a share of failures in a window of
/// time opens too late at low traffic, and a fixed number in a row too early at high traffic.
/// </summary>
internal sealed class Breaker
{
    private const int MostFailures = 10;

    private readonly BreakerOptions _options;
    private readonly Func<int> _recentCalls;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _state = new();
    private int _inARow;
    private long _until;

    /// <param name="options">When to open, and for how long.</param>
    /// <param name="recentCalls">The calls of the last ten seconds.</param>
    /// <param name="closed">Called when the breaker closes after it was open.</param>
    /// <param name="time">The clock.</param>
    public Breaker(BreakerOptions options, Func<int> recentCalls, Action closed, TimeProvider time)
    {
        (_options, _recentCalls, _time) = (options, recentCalls, time);
        Strategy = new CircuitBreakerStrategyOptions<ProviderReply>
        {
            ShouldHandle = arguments => new(ShouldOpen(arguments.Outcome.Result, arguments.Outcome.Exception)),
            // Whatever is handled opens: the decision has been made.
            FailureRatio = 0,
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            BreakDurationGenerator = arguments => new(Open(arguments.HalfOpenAttempts)),
            StateProvider = _state,
            OnClosed = _ =>
            {
                closed();
                return default;
            },
        };
    }

    public CircuitBreakerStrategyOptions<ProviderReply> Strategy { get; }

    public bool IsClosed => _state.CircuitState == CircuitState.Closed;

    /// <summary>Since when it is not closed; says something only while that is so.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>The kind of the failure that opened it.</summary>
    public FailureKind Why { get; private set; }

    /// <summary>When a probe may be made; says something only while the breaker is not closed.</summary>
    public DateTimeOffset Until => new(Volatile.Read(ref _until), TimeSpan.Zero);

    private bool ShouldOpen(ProviderReply? reply, Exception? exception)
    {
        // A probe that was cut off has not shown that the model is back.
        if (exception is OperationCanceledException)
            return _state.CircuitState == CircuitState.HalfOpen;

        if (reply is ProviderReply.Answered)
        {
            Interlocked.Exchange(ref _inARow, 0);
            return false;
        }

        var kind = (reply as ProviderReply.Failed ?? FailureClassifier.Classify(exception!)).Kind;
        if (!CountsAgainst(kind))
            return false;

        Why = kind;
        if (_state.CircuitState == CircuitState.HalfOpen)
            return true;

        var needed = Math.Max(_options.Failures, Math.Min(MostFailures, (int)Math.Ceiling(Math.Sqrt(_recentCalls()))));
        return Interlocked.Increment(ref _inARow) >= needed;
    }

    private static bool CountsAgainst(FailureKind kind) =>
        kind is FailureKind.Transient or FailureKind.Timeout or FailureKind.InvalidResponse or FailureKind.Unknown;

    private TimeSpan Open(int failedProbes)
    {
        var seconds = _options.Initial.TotalSeconds * Math.Pow(2, Math.Min(failedProbes, 20));
        var pause = TimeSpan.FromSeconds(Math.Min(seconds, Math.Max(_options.Initial.TotalSeconds, _options.Max.TotalSeconds)));
        var now = _time.GetUtcNow();
        if (failedProbes == 0)
            Since = now;
        Volatile.Write(ref _until, (now + pause).UtcTicks);
        return pause;
    }
}
