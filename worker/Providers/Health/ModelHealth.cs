using Dispatch.Contracts;
using Polly;
using Polly.Timeout;

namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// What one worker knows of one model of a provider: whether it can be called, and what became of the calls. All requests share it. Its
/// methods take the provider's lock, which is never held while a call is made.
/// </summary>
internal sealed class ModelHealth
{
    /// <summary>The time that an attempt may take, for the pipeline.</summary>
    public static ResiliencePropertyKey<TimeSpan> Timeout { get; } = new("dispatch.timeout");

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Before anything is known of a model. Coming back too often costs some work; coming back too late leaves the model idle.
    private static readonly TimeSpan UsualCallTime = TimeSpan.FromSeconds(1);
    private const double UsualRate = 200;
    private const double LeastRate = 20;
    private const double Margin = 1.5;
    private const double LeastReturns = 0.1;

    private readonly Lock _lock;
    private readonly Capacity[] _capacities;
    private readonly TimeSpan _cooldownTime;
    private readonly TimeProvider _time;
    private readonly Breaker _breaker;
    private readonly Cooldown _cooldown = new();
    private readonly Ramp _ramp = new();
    private readonly Pacing _pacing = new();
    private readonly RecentCalls _recent = new();
    private TimeSpan _callTime = UsualCallTime;
    private bool _hasAnswered;
    private bool _isProbing;
    private int _inFlight;

    /// <param name="name">The model and endpoint.</param>
    /// <param name="options">The provider's settings.</param>
    /// <param name="capacities">The limits that a call must fit.</param>
    /// <param name="gate">The provider's lock.</param>
    /// <param name="time">The clock.</param>
    public ModelHealth(ModelName name, ProviderOptions options, Capacity[] capacities, Lock gate, TimeProvider time)
    {
        (Name, _capacities, _lock, _time, _cooldownTime) = (name, capacities, gate, time, options.Cooldown);
        LastUsed = time.GetUtcNow();
        _breaker = new Breaker(options.Breaker, CallsOfTenSeconds, StartRamp, time);
        Pipeline = new ResiliencePipelineBuilder<ProviderReply> { TimeProvider = time }
            .AddCircuitBreaker(_breaker.Strategy)
            // By the generator, because the plain property refuses less than 10 ms.
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = arguments => new(arguments.Context.Properties.GetValue(Timeout, options.Timeout)) })
            .Build();
    }

    public ModelName Name { get; }

    /// <summary>What a call goes through: the breaker, and the attempt's time.</summary>
    public ResiliencePipeline<ProviderReply> Pipeline { get; }

    /// <summary>When a call was last looked for.</summary>
    public DateTimeOffset LastUsed { get; private set; }

    /// <summary>Whether it can be called, or when.</summary>
    public Readiness Look(long tokens)
    {
        lock (_lock)
            return Look(tokens, _time.GetUtcNow());
    }

    /// <summary>Takes room for a call; null where there is none. What is returned must be ended or disposed.</summary>
    public Reservation? TryReserve(long tokens)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            LastUsed = now;
            if (Look(tokens, now).At is not null)
                return null;

            foreach (var capacity in _capacities)
                capacity.Take(tokens, now);
            var isProbe = !_breaker.IsClosed;
            _isProbing |= isProbe;
            _inFlight++;
            _recent.Started(now);
            return new Reservation(this, tokens, now, _ramp.Begin(), isProbe);
        }
    }

    /// <summary>A moment, not before <paramref name="earliest"/>, for a request to come back at that found no room here.</summary>
    public DateTimeOffset Book(DateTimeOffset earliest, long tokens)
    {
        lock (_lock)
            return _pacing.Book(earliest, ReturnsPerSecond(tokens, _time.GetUtcNow()));
    }

    /// <summary>The call of <paramref name="reservation"/> was made and has ended; without a reply where it was cut off.</summary>
    public void End(Reservation reservation, ProviderReply? reply)
    {
        lock (_lock)
        {
            GiveBack(reservation, reply is ProviderReply.Answered);
            var used = (reply as ProviderReply.Answered)?.Usage?.TotalTokens;
            foreach (var capacity in _capacities)
                capacity.Release(reservation.Tokens, used);
            if (reply is not null)
                Learn(reservation, reply, _time.GetUtcNow());
        }
    }

    /// <summary>The call of <paramref name="reservation"/> was not made.</summary>
    public void Cancel(Reservation reservation)
    {
        lock (_lock)
        {
            GiveBack(reservation, answered: false);
            foreach (var capacity in _capacities)
                capacity.Cancel(reservation.Tokens);
        }
    }

    public ModelStatus Status()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var readiness = Look(tokens: 1, now);
            var isOff = readiness.State is HealthState.Cooldown or HealthState.Open;
            return new ModelStatus
            {
                Model = Name.Model,
                Endpoint = Name.Endpoint,
                State = readiness.State,
                Since = readiness.State == HealthState.Cooldown ? _cooldown.Since : readiness.State == HealthState.Open ? _breaker.Since : null,
                Until = isOff ? readiness.At : null,
                Why = readiness.State == HealthState.Cooldown ? _cooldown.Why : readiness.State == HealthState.Open ? _breaker.Why : null,
                InFlight = _inFlight,
                LastMinute = _recent.Count(60, now),
                CallSeconds = Math.Round(_callTime.TotalSeconds, 3),
            };
        }
    }

    private Readiness Look(long tokens, DateTimeOffset now)
    {
        if (_cooldown.Until > now)
            return new Readiness(_cooldown.Until, HealthState.Cooldown);
        if (!_breaker.IsClosed && _breaker.Until > now)
            return new Readiness(_breaker.Until, HealthState.Open);

        var soon = now + Clamp(_callTime);
        if (_isProbing || !_ramp.HasRoom)
            return new Readiness(soon, HealthState.Recovering);

        var room = now;
        foreach (var capacity in _capacities)
            room = capacity.ReadyAt(tokens, now, Clamp(_callTime)) is var ready && ready > room ? ready : room;
        return room > now ? new Readiness(room, HealthState.Saturated)
            : new Readiness(null, _ramp.IsOver && _breaker.IsClosed ? HealthState.Available : HealthState.Recovering);
    }

    private void GiveBack(Reservation reservation, bool answered)
    {
        _inFlight--;
        _isProbing &= !reservation.IsProbe;
        _ramp.End(reservation.Ramp, answered);
    }

    private void Learn(Reservation reservation, ProviderReply reply, DateTimeOffset now)
    {
        _recent.Ended(reply, now);
        switch (reply)
        {
            case ProviderReply.Answered:
                _cooldown.Answered();
                _callTime = _hasAnswered ? _callTime + ((now - reservation.Started - _callTime) * 0.1) : now - reservation.Started;
                _hasAnswered = true;
                break;
            // Without a status nobody was asked: the request does not fit the provider's protocol.
            case ProviderReply.Failed { StatusCode: null }:
                break;
            case ProviderReply.Failed { Kind: FailureKind.RateLimited } limited:
                _cooldown.RateLimited(limited.RetryAfter, reservation.Started, now);
                _ramp.Start();
                break;
            case ProviderReply.Failed { Kind: FailureKind.QuotaExceeded or FailureKind.Credential or FailureKind.ModelUnavailable } refused:
                _cooldown.Extend(refused.Kind, refused.RetryAfter ?? _cooldownTime, now);
                break;
            case ProviderReply.Failed { Kind: FailureKind.Transient, RetryAfter: { } pause }:
                _cooldown.Extend(FailureKind.Transient, pause, now);
                break;
        }
    }

    /// <summary>More than it takes, so that it is never without work while some wait.</summary>
    private double ReturnsPerSecond(long tokens, DateTimeOffset now)
    {
        var rate = UsualRate;
        if (_recent.Count(60, now).RateLimited > 0)
            rate = Math.Max(LeastRate, Margin * _recent.MostAnsweredInASecond(10, now));

        if (_hasAnswered)
        {
            foreach (var capacity in _capacities)
                rate = Math.Min(rate, Margin * capacity.CallsPerSecond(tokens, _callTime > ShortestWait ? _callTime : ShortestWait));
        }

        return Math.Max(LeastReturns, rate);
    }

    private int CallsOfTenSeconds()
    {
        lock (_lock)
            return _recent.Count(10, _time.GetUtcNow()).Started;
    }

    private void StartRamp()
    {
        lock (_lock)
            _ramp.Start();
    }

    private static TimeSpan Clamp(TimeSpan callTime) =>
        callTime < ShortestWait ? ShortestWait : callTime > LongestWait ? LongestWait : callTime;
}
