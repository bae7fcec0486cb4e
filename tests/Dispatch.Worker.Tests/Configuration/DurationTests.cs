using CsCheck;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class DurationTests
{
    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("2s", 2)]
    [InlineData("1.5s", 1.5)]
    [InlineData("5m", 300)]
    [InlineData("24h", 86_400)]
    [InlineData("30d", 2_592_000)]
    [InlineData("1h30m", 5_400)]
    [InlineData("1d2h3m4s5ms", 93_784.005)]
    [InlineData("0s", 0)]
    public void Reads_numbers_with_units(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("abc")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5s\n")]
    [InlineData("5S")]
    [InlineData(".5s")]
    [InlineData("5m1h")]
    [InlineData("1s1s")]
    [InlineData("1e3s")]
    [InlineData("00:05:00")]
    [InlineData("100000000d")]
    [InlineData("99999999999999999999999999999999999999d")]
    public void Refuses_what_is_no_duration(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void Refuses_more_seconds_than_there_are() => Assert.False(Duration.TryFromSeconds(decimal.MaxValue, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(90, "1m30s")]
    [InlineData(0.25, "250ms")]
    [InlineData(86_400, "1d")]
    public void Writes_the_largest_units_first(double seconds, string text) => Assert.Equal(text, Duration.Format(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Reads_what_it_writes() => Gen.Long[0, long.MaxValue].Select(TimeSpan.FromTicks).Sample(duration =>
        Duration.TryParse(Duration.Format(duration), out var read) && read == duration);
}
