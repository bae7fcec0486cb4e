namespace Dispatch.Integration.Tests.Providers;

/// <summary>
/// A token bucket in front of a provider, as the services have them: it answers so many calls a second and so many at once, and says 429
/// with <c>Retry-After: 1</c> to the others.
/// </summary>
public sealed class RateLimit(double perSecond, double burst)
{
    private readonly Lock _lock = new();
    private double? _level;
    private long _at = TimeProvider.System.GetTimestamp();
    private int _refused;

    /// <summary>The calls that were answered 429.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public ProviderBehaviour Behaviour => (context, call) =>
        TryTake() ? Behaviours.Answer()(context, call) : Behaviours.RateLimited(TimeSpan.FromSeconds(1))(context, call);

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
