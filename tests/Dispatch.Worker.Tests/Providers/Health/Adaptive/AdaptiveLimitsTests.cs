using Dispatch.Worker.Providers.Health;
using Dispatch.Worker.Providers.Health.Adaptive;

namespace Dispatch.Worker.Tests.Providers.Health.Adaptive;

public sealed class AdaptiveLimitsTests
{
    private readonly AdaptiveLimits _limits = new();
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_call_left_lowers_the_rate_as_a_refusal_would()
    {
        for (var i = 0; i < 30; i++)
            Answer(left: 30 - i);

        Assert.InRange(_limits.Rate!.Value, 5, 10);
    }

    [Fact]
    public void A_model_that_always_says_that_none_is_left_is_not_held_back()
    {
        for (var i = 0; i < 100; i++)
            Answer(left: 0);

        Assert.Null(_limits.Rate);
    }

    // Ten calls a second, one after the other.
    private void Answer(int left)
    {
        var place = _limits.Begin(_now);
        _now += TimeSpan.FromSeconds(0.1);
        _limits.End(place, answered: true, _now);
        _limits.Left(left, new Reservation(null!, 0, _now - TimeSpan.FromSeconds(0.1), 0, place, isProbe: false, isTrial: false), _now, 0.5);
    }
}
