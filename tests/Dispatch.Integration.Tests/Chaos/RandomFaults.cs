using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>What one provider does with its calls in turn.</summary>
internal sealed class RandomFaults(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public ProviderBehaviour Next()
    {
        double drawn, share;
        lock (_lock)
            (drawn, share) = (_random.NextDouble(), _random.NextDouble());

        return drawn switch
        {
            < 0.04 => Behaviours.Status(500),
            < 0.06 => Behaviours.ResetInBody(),
            < 0.063 => Behaviours.RateLimited(TimeSpan.FromSeconds(1)),
            < 0.066 => Behaviours.Hang(),
            < 0.10 => Slow(TimeSpan.FromMilliseconds(200 + (800 * share))),
            _ => Slow(TimeSpan.FromMilliseconds(5 + (45 * share))),
        };
    }

    private static ProviderBehaviour Slow(TimeSpan pause) => async (context, call) =>
    {
        await Task.Delay(pause, context.RequestAborted);
        await Behaviours.Answer()(context, call);
    };
}
