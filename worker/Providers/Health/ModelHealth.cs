using Dispatch.Contracts;
using Dispatch.Worker.Providers.Health.Adaptive;

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
    private readonly CallPace _pace = new();
    private readonly AdaptiveLimits? _found;
    private readonly Random _random;
    private bool _isProbing;
    private bool _isTrying;
    private int _inFlight;

    /// <param name="name">The model and endpoint.</param>
    /// <param name="options">The provider's settings.</param>
    /// <param name="capacities">The limits that a call must fit.</param>
    /// <param name="gate">The provider's lock.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">What keeps workers from moving as one.</param>
    public ModelHealth(ModelName name, ProviderOptions options, Capacity[] capacities, Lock gate, TimeProvider time, Random random)
    {
        (Name, _capacities, _lock, _time, _cooldownTime, _random) = (name, capacities, gate, time, options.Cooldown, random);
        _found = options.Adaptive ? new AdaptiveLimits() : null;
        LastUsed = time.GetUtcNow();
        _longestBreak = options.Breaker.Max;
        _breaker = new Breaker(options.Breaker, time);
        Lines = new WaitingLines(gate, _pace, capacities, _found, time);
    }

    public ModelName Name { get; }

    /// <summary>The requests that wait for room here.</summary>
    public WaitingLines Lines { get; }

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
    public Reservation? TryReserve(long tokens, out Readiness readiness)
    {
        lock (_lock)
        {
            var now = LastUsed = _time.GetUtcNow();
            readiness = Look(now);
            if (readiness.At is not null)
                return null;

            foreach (var capacity in _capacities)
                capacity.Take(tokens, now);
            var (isProbe, isTrial) = (!_breaker.IsClosed, _breaker.SuspectUntil > now);
            _isProbing |= isProbe;
            _isTrying |= isTrial;
            if (isTrial)
                _breaker.Tries(now);
            _inFlight++;
            _pace.Recent.Started(now);
            return new Reservation(this, tokens, now, _ramp.Begin(), _found?.Begin(now) ?? default, isProbe, isTrial);
        }
    }

    /// <summary>The call of <paramref name="reservation"/> was made and has ended; without a reply where it was cut off.</summary>
    /// <returns>What it changed.</returns>
    public HealthChange End(Reservation reservation, ProviderReply? reply)
    {
        lock (_lock)
        {
            var (now, answered) = (_time.GetUtcNow(), reply is ProviderReply.Answered);
            GiveBack(reservation, answered);
            _found?.End(reservation.Place, answered, now);
            foreach (var capacity in _capacities)
                capacity.Release(reservation.Tokens, Capacity.UsedBy(reply));
            if (reply is not null)
                return Learn(reservation, reply, now);
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
            _found?.Cancel(reservation.Place);
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
                RateLimit = _found?.Rate is { } rate ? Math.Round(rate, 2) : null,
                ConcurrencyLimit = _found?.Concurrency,
                LastMinute = _pace.Recent.Count(60, now),
                CallSeconds = Math.Round(_pace.CallTime.TotalSeconds, 3),
            };
        }
    }

    private Readiness Look(DateTimeOffset now)
    {
        if (_cooldown.Until > now)
            return new Readiness(_cooldown.Until, HealthState.Cooldown) { IsOut = _cooldown.Why != FailureKind.RateLimited };
        if (!_breaker.IsClosed && _breaker.Until > now)
            return new Readiness(_breaker.Until, HealthState.Open) { IsOut = true };

        var soon = now + _pace.Wait;
        if (_isProbing || !_ramp.HasRoom)
            return new Readiness(soon, HealthState.Recovering) { IsOut = _isProbing };
        if (_isTrying && _breaker.SuspectUntil > now)
            return new Readiness(_breaker.SuspectUntil, HealthState.Recovering);

        var allowed = Capacity.ReadyAt(_capacities, now, _pace.Wait);
        var room = _found?.ReadyAt(now, _pace.Wait) is { } found && found > allowed ? found : allowed;
        return room > now ? new Readiness(room, HealthState.Saturated) { IsBeginning = allowed <= now && _found is { IsBeginning: true } }
            : new Readiness(null, _ramp.IsOver && _breaker.IsClosed ? HealthState.Available : HealthState.Recovering);
    }

    private void GiveBack(Reservation reservation, bool answered)
    {
        _inFlight--;
        _isProbing &= !reservation.IsProbe;
        _isTrying &= !reservation.IsTrial;
        _ramp.End(reservation.Ramp, answered);
    }

    private HealthChange Learn(Reservation reservation, ProviderReply reply, DateTimeOffset now)
    {
        _pace.Recent.Ended(reply, now);
        var answered = reply is ProviderReply.Answered;
        if (reply is ProviderReply.Answered answer)
        {
            _cooldown.Answered();
            _pace.Answered(now - reservation.Started);
            _found?.Left(answer.CallsLeft, reservation, now, _random.NextDouble());
        }

        if (reply is ProviderReply.Failed { ConcernsRequestOnly: false } failed)
        {
            if (CountsAgainstBreaker(failed.Kind))
            {
                // A pause that comes with a failure is kept to as long as a break may last: it is no promise that the model is back then.
                if (failed.RetryAfter is { } pause)
                    _cooldown.Extend(failed.Kind, pause < _longestBreak ? pause : _longestBreak, now);
                if (failed.Strain == ProviderStrain.Load && _breaker.IsClosed)
                    _found?.Overloaded(reservation.Place, _pace.CallTime, now);
                if (!_breaker.Failed(failed.Kind, reservation.IsProbe, reservation.Started, _pace.Recent))
                    return HealthChange.None;

                _found?.Down();
                return HealthChange.Opened;
            }

            if (CoolDown(failed, reservation, now))
            {
                _breaker.Alive(answered, reservation.IsProbe, reservation.Started);
                return HealthChange.CooledDown;
            }
        }

        if (!_breaker.Alive(answered, reservation.IsProbe, reservation.Started))
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
                return SlowDown(failed, reservation, now) && !wasCool;
            case FailureKind.QuotaExceeded or FailureKind.Credential or FailureKind.ModelUnavailable:
                _cooldown.Refused(failed.Kind, failed.RetryAfter, _cooldownTime, now);
                if (!wasCool)
                    _ramp.Restart();
                return !wasCool;
            default:
                return false;
        }
    }

    /// <summary>Too many calls; true where the model is left alone.</summary>
    private bool SlowDown(ProviderReply.Failed failed, Reservation reservation, DateTimeOffset now)
    {
        // A model that answers calls beside those that it refuses needs fewer of them, not none.
        var waits = failed.RetryAfter > TimeSpan.Zero || _found is not { Copes: true } || !_pace.Recent.IsMostlyAnswered(now);
        if (waits)
            _cooldown.RateLimited(failed.RetryAfter, reservation.Started, now);

        if (_found is null)
            _ramp.Cut(reservation.Ramp);
        else
        {
            _found.Refused(reservation, failed.Strain == ProviderStrain.CallsAtOnce, _pace.CallTime, now, _cooldown.Until, _random.NextDouble());
            if (_found.Rate is not null)
                _ramp.Lift();
        }

        return waits;
    }

    private static bool CountsAgainstBreaker(FailureKind kind) =>
        kind is FailureKind.Transient or FailureKind.Timeout or FailureKind.InvalidResponse or FailureKind.Unknown;
}
