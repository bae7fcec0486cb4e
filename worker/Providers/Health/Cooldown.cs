using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Health;

/// <summary>Until when a model is not called, because the provider said so. Not safe for several threads.</summary>
internal sealed class Cooldown
{
    /// <summary>The longest; a provider that asks for years is asked again after this.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(6);

    private int _rateLimits;

    public DateTimeOffset Since { get; private set; }

    public DateTimeOffset Until { get; private set; }

    /// <summary>What the provider said; null before it ever did.</summary>
    public FailureKind? Why { get; private set; }

    /// <summary>Forgets how often the rate was too high.</summary>
    public void Answered() => _rateLimits = 0;

    /// <summary>The rate was too high.</summary>
    /// <param name="asked">How long the provider asked to be left alone.</param>
    /// <param name="started">When the call began: those that began before the cooldown did not disregard it.</param>
    /// <param name="now">The present.</param>
    public void RateLimited(TimeSpan? asked, DateTimeOffset started, DateTimeOffset now)
    {
        if (_rateLimits == 0 || started >= Until)
            _rateLimits++;
        Extend(FailureKind.RateLimited, RateLimitPause.For(asked, _rateLimits), now);
    }

    /// <summary>Quota, credential or model were refused.</summary>
    /// <param name="why">Which of them.</param>
    /// <param name="asked">How long the provider asked to be left alone.</param>
    /// <param name="otherwise">How long it is left alone where it names no time.</param>
    /// <param name="now">The present.</param>
    public void Refused(FailureKind why, TimeSpan? asked, TimeSpan otherwise, DateTimeOffset now)
    {
        // A quota may be back at once by the provider's word; a person has to mend the others.
        var pause = asked > TimeSpan.FromMinutes(1) ? asked.Value : otherwise;
        Extend(why, why != FailureKind.QuotaExceeded && pause < otherwise ? otherwise : pause, now);
    }

    /// <summary>No call for this long from now on; never shortens.</summary>
    public void Extend(FailureKind why, TimeSpan pause, DateTimeOffset now)
    {
        var until = now + (pause < Longest ? pause : Longest);
        if (until <= Until)
            return;

        if (Until <= now)
            Since = now;
        (Until, Why) = (until, why);
    }
}
