using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// What one worker knows of one model of a provider: whether it can be called, and what became of the calls. All requests share it. Its
/// methods take the provider's lock, which is never held while a call is made.
/// </summary>
internal sealed class ModelHealth
{
    private readonly Lock _lock;
    private readonly Capacity[] _capacities;
    private readonly TimeSpan _cooldownTime;
    private readonly TimeSpan _longestBreak;
    private readonly TimeProvider _time;
    private readonly Breaker _breaker;
    private readonly Cooldown _cooldown = new();
    private readonly Ramp _ramp = new();
    private readonly Pacing _pacing = new();
    private readonly CallPace _pace = new();
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
        _longestBreak = options.Breaker.Max;
        _breaker = new Breaker(options.Breaker, time);
    }

    public ModelName Name { get; }

    /// <summary>Nothing would be lost if this were forgotten.</summary>
    public bool IsIdle => _inFlight == 0 && _breaker.IsClosed && _cooldown.Until <= _time.GetUtcNow();

    /// <summary>When a call was last looked for.</summary>
    public DateTimeOffset LastUsed { get; private set; }

    /// <summary>Whether it can be called, or when.</summary>
    public Readiness Look()
    {
        lock (_lock)
        {
            LastUsed = _time.GetUtcNow();
            return Look(LastUsed);
        }
    }

    /// <summary>Takes room for a call; null where there is none. What is returned must be ended or disposed.</summary>
    public Reservation? TryReserve(long tokens)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            LastUsed = now;
            if (Look(now).At is not null)
                return null;

            foreach (var capacity in _capacities)
                capacity.Take(tokens, now);
            var isProbe = !_breaker.IsClosed;
            _isProbing |= isProbe;
            _inFlight++;
            _pace.Recent.Started(now);
            return new Reservation(this, tokens, now, _ramp.Begin(), isProbe);
        }
    }

    /// <summary>A moment, not before <paramref name="earliest"/>, for a request to come back at that found no room here.</summary>
    public DateTimeOffset Book(DateTimeOffset earliest, long tokens)
    {
        lock (_lock)
            return _pacing.Book(earliest, _pace.ReturnsPerSecond(_capacities, tokens, _time.GetUtcNow()));
    }

    /// <summary>The call of <paramref name="reservation"/> was made and has ended; without a reply where it was cut off.</summary>
    /// <returns>What it changed.</returns>
    public HealthChange End(Reservation reservation, ProviderReply? reply)
    {
        lock (_lock)
        {
            GiveBack(reservation, reply is ProviderReply.Answered);
            foreach (var capacity in _capacities)
                capacity.Release(reservation.Tokens, TokensOf(reply));
            if (reply is not null)
                return Learn(reservation, reply, _time.GetUtcNow());
            if (reservation.IsProbe)
                _breaker.CutOff();
            return HealthChange.None;
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
            var readiness = Look(now);
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
                LastMinute = _pace.Recent.Count(60, now),
                CallSeconds = Math.Round(_pace.CallTime.TotalSeconds, 3),
            };
        }
    }

    private Readiness Look(DateTimeOffset now)
    {
        if (_cooldown.Until > now)
            return new Readiness(_cooldown.Until, HealthState.Cooldown);
        if (!_breaker.IsClosed && _breaker.Until > now)
            return new Readiness(_breaker.Until, HealthState.Open);

        var soon = now + _pace.Wait;
        if (_isProbing || !_ramp.HasRoom)
            return new Readiness(soon, HealthState.Recovering);

        var room = now;
        foreach (var capacity in _capacities)
            room = capacity.ReadyAt(now, _pace.Wait) is var ready && ready > room ? ready : room;
        return room > now ? new Readiness(room, HealthState.Saturated)
            : new Readiness(null, _ramp.IsOver && _breaker.IsClosed ? HealthState.Available : HealthState.Recovering);
    }

    private void GiveBack(Reservation reservation, bool answered)
    {
        _inFlight--;
        _isProbing &= !reservation.IsProbe;
        _ramp.End(reservation.Ramp, answered);
    }

    private HealthChange Learn(Reservation reservation, ProviderReply reply, DateTimeOffset now)
    {
        _pace.Recent.Ended(reply, now);
        var answered = reply is ProviderReply.Answered;
        if (answered)
        {
            _cooldown.Answered();
            _pace.Answered(now - reservation.Started);
        }

        if (reply is ProviderReply.Failed { ConcernsRequestOnly: false } failed)
        {
            if (CountsAgainstBreaker(failed.Kind))
            {
                // A pause that comes with a failure is kept to as long as a break may last: it is no promise that the model is back then.
                if (failed.RetryAfter is { } pause)
                    _cooldown.Extend(failed.Kind, pause < _longestBreak ? pause : _longestBreak, now);
                return _breaker.Failed(failed.Kind, reservation.IsProbe, _pace.Recent.Count(10, now).Started) ? HealthChange.Opened : HealthChange.None;
            }

            if (CoolDown(failed, reservation, now))
            {
                _breaker.Alive(answered, reservation.IsProbe);
                return HealthChange.CooledDown;
            }
        }

        if (!_breaker.Alive(answered, reservation.IsProbe))
            return HealthChange.None;

        _ramp.Restart();
        return HealthChange.Closed;
    }

    /// <summary>True where the provider wants the model to be left alone.</summary>
    private bool CoolDown(ProviderReply.Failed failed, Reservation reservation, DateTimeOffset now)
    {
        var wasCool = _cooldown.Until > now;
        switch (failed.Kind)
        {
            case FailureKind.RateLimited:
                _cooldown.RateLimited(failed.RetryAfter, reservation.Started, now);
                _ramp.Cut(reservation.Ramp);
                return !wasCool;
            case FailureKind.QuotaExceeded or FailureKind.Credential or FailureKind.ModelUnavailable:
                // A quota may be back at once by the provider's word; a person has to mend the others.
                var asked = failed.RetryAfter > TimeSpan.FromMinutes(1) ? failed.RetryAfter.Value : _cooldownTime;
                _cooldown.Extend(failed.Kind, failed.Kind != FailureKind.QuotaExceeded && asked < _cooldownTime ? _cooldownTime : asked, now);
                if (!wasCool)
                    _ramp.Restart();
                return !wasCool;
            default:
                return false;
        }
    }

    private static bool CountsAgainstBreaker(FailureKind kind) =>
        kind is FailureKind.Transient or FailureKind.Timeout or FailureKind.InvalidResponse or FailureKind.Unknown;

    // What was refused took none; of a call that was cut off or timed out nobody knows.
    private static long? TokensOf(ProviderReply? reply) => reply switch
    {
        ProviderReply.Answered { Usage: { } usage } => usage.TotalTokens ?? usage.InputTokens + usage.OutputTokens,
        ProviderReply.Failed { StatusCode: >= 300 } => 0,
        _ => null,
    };
}
