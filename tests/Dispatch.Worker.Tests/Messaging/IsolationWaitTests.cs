using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class IsolationWaitTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0, 1000)]
    [InlineData(-400, 600)]
    [InlineData(-1000, 0)]
    [InlineData(-3_600_000, 0)]
    // Another worker's clock, or somebody who made it up.
    [InlineData(300, 1000)]
    [InlineData(86_400_000, 1000)]
    public void A_message_that_was_isolated_just_now_waits_until_it_is_acknowledged_where_it_came_from(int? isolatedAt, int wait) => Assert.Equal(
        TimeSpan.FromMilliseconds(wait),
        Isolation.Wait(isolatedAt is { } milliseconds ? Now.AddMilliseconds(milliseconds) : null, Now));
}
