using Dispatch.Worker.Providers.Health.Adaptive;

namespace Dispatch.Worker.Providers.Health;

/// <summary>Room for one call, taken before it is made. Gives it back when the call has ended, or when it is disposed without one.</summary>
internal sealed class Reservation(ModelHealth health, long tokens, DateTimeOffset started, int ramp, AdaptivePlace place, bool isProbe, bool isTrial) : IDisposable
{
    private bool _hasEnded;

    public ModelHealth Health => health;

    /// <summary>The tokens that were reserved.</summary>
    public long Tokens => tokens;

    public DateTimeOffset Started => started;

    /// <summary>The ramp that the call belongs to.</summary>
    public int Ramp => ramp;

    /// <summary>The call's place among those that the adaptive limits are found out by.</summary>
    public AdaptivePlace Place => place;

    /// <summary>The call shows whether the model is back.</summary>
    public bool IsProbe => isProbe;

    /// <summary>The call began while the model was suspect.</summary>
    public bool IsTrial => isTrial;

    /// <summary>The call was made and has ended.</summary>
    /// <param name="reply">null: it was cut off.</param>
    /// <returns>What that changed.</returns>
    public HealthChange End(ProviderReply? reply)
    {
        if (_hasEnded)
            return HealthChange.None;

        _hasEnded = true;
        return health.End(this, reply);
    }

    /// <summary>The call was not made, unless it has ended.</summary>
    public void Dispose()
    {
        if (_hasEnded)
            return;

        _hasEnded = true;
        health.Cancel(this);
    }
}
