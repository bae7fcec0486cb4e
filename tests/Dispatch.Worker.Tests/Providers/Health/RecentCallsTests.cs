using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class RecentCallsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProviderReply Answer = new ProviderReply.Answered(200, default, null);

    [Fact]
    public void They_are_counted_for_as_many_seconds_as_one_asks()
    {
        var recent = new RecentCalls();
        recent.Started(Now);
        recent.Started(Now.AddSeconds(8));
        recent.Ended(Answer, Now.AddSeconds(9));
        recent.Ended(new ProviderReply.Failed(FailureKind.RateLimited, 429, null, ""), Now.AddSeconds(9));
        recent.Ended(new ProviderReply.Failed(FailureKind.Timeout, null, null, ""), Now.AddSeconds(9));

        Assert.Equal(new CallCounts(2, 1, 1, 1), recent.Count(10, Now.AddSeconds(9)));
        Assert.Equal(new CallCounts(1, 1, 1, 1), recent.Count(10, Now.AddSeconds(10)));
        Assert.Equal(new CallCounts(2, 1, 1, 1), recent.Count(60, Now.AddSeconds(59)));
        Assert.Equal(default, recent.Count(60, Now.AddSeconds(200)));
    }

    [Fact]
    public void A_second_that_comes_round_again_starts_at_nothing()
    {
        var recent = new RecentCalls();
        recent.Started(Now);

        recent.Started(Now.AddSeconds(60));

        Assert.Equal(1, recent.Count(60, Now.AddSeconds(60)).Started);
    }
}
