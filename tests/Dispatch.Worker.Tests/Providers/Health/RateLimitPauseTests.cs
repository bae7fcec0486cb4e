using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class RateLimitPauseTests
{
    [Theory]
    [InlineData(2.0, 1, 2.0)]
    [InlineData(0.25, 1, 0.25)]
    [InlineData(7200.0, 1, 7200.0)]
    [InlineData(7200.0, 9, 7200.0)]
    [InlineData(null, 1, 1.0)]
    [InlineData(null, 2, 2.0)]
    [InlineData(null, 3, 4.0)]
    [InlineData(null, 7, 60.0)]
    [InlineData(null, 1_000_000, 60.0)]
    [InlineData(0.0, 1, 1.0)]
    [InlineData(0.0, 3, 4.0)]
    [InlineData(2.0, 4, 8.0)]
    public void It_is_as_long_as_asked_and_grows_where_that_did_not_help(double? asked, int times, double seconds) =>
        Assert.Equal(seconds, RateLimitPause.For(asked is { } given ? TimeSpan.FromSeconds(given) : null, times).TotalSeconds);
}
