namespace Dispatch.Integration.Tests.Providers;

/// <summary>
/// A token bucket in front of a provider, as the services have them: it answers so many calls a second and so many at once, and says 429
/// to the others.
/// </summary>
public sealed class RateLimit(double perSecond, double burst)
{
    private readonly Lock _lock = new();
    private double? _level;
    private long _at = TimeProvider.System.GetTimestamp();
    private int _refused;

    /// <summary>The calls that were answered 429.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>What it says with a 429; null: nothing. Default 1 s.</summary>
    public TimeSpan? RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What the others get. Default: an answer at once.</summary>
    public ProviderBehaviour Answer { get; init; } = Behaviours.Answer();

    public ProviderBehaviour Behaviour => (context, call) => TryTake() ? Answer(context, call) : Behaviours.RateLimited(RetryAfter)(context, call);

    private bool TryTake()
    {
        lock (_lock)
        {
            var now = TimeProvider.System.GetTimestamp();
            var level = Math.Min(burst, (_level ?? burst) + (TimeProvider.System.GetElapsedTime(_at, now).TotalSeconds * perSecond));
            _at = now;
            var isRoom = level >= 1;
            _level = isRoom ? level - 1 : level;
            _refused += isRoom ? 0 : 1;
            return isRoom;
        }
    }
}
