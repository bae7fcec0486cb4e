using Dispatch.Worker.Dashboard.Pages;

namespace Dispatch.Worker.Tests.Dashboard.Pages;

public sealed class TimeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0.0004, "0 ms")]
    [InlineData(0.35, "350 ms")]
    [InlineData(0.9999, "1 s")]
    [InlineData(1.24, "1.2 s")]
    [InlineData(9.99, "10 s")]
    [InlineData(48, "48 s")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(3600, "1 h")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(360_000, "4 d 4 h")]
    [InlineData(-2, "−2 s")]
    public void A_time_is_told_in_the_units_that_say_most(double seconds, string text) => Assert.Equal(text, TimeText.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(-12, "12 s ago")]
    [InlineData(-185, "3 min ago")]
    [InlineData(-90_000, "1 d ago")]
    [InlineData(20, "in 20 s")]
    [InlineData(7200, "in 2 h")]
    public void An_instant_is_told_by_its_distance(int seconds, string text) => Assert.Equal(text, TimeText.Distance(Now.AddSeconds(seconds), Now));

    [Fact]
    public void An_instant_is_told_in_universal_time()
    {
        var at = new DateTimeOffset(2026, 3, 1, 14, 0, 5, 250, TimeSpan.FromHours(2));

        Assert.Equal("2026-03-01 12:00:05 UTC", TimeText.Instant(at));
        Assert.Equal("2026-03-01T12:00:05.250Z", TimeText.Machine(at));
    }
}
