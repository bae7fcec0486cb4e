using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class RetryAfterTests
{
    private const double TenYears = 3650 * 86_400d;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("30", 30)]
    [InlineData(" 30 ", 30)]
    [InlineData("0.25", 0.25)]
    [InlineData("86400", 86_400)]
    [InlineData("-5", 0)]
    [InlineData("99999999", 99_999_999)]
    [InlineData("9999999999999999999999999", TenYears)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    [InlineData("Sunday, 01-Mar-26 12:00:30 GMT", 30)]
    [InlineData("Sun Mar  1 12:00:30 2026", 30)]
    [InlineData("Sun, 01 Mar 2026 11:59:59 GMT", 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", TenYears)]
    public void Reads_seconds_and_dates(string header, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(header, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("12:00:30")]
    [InlineData("Mon, 01 Mar 2026 12:00:30 GMT")]
    [InlineData("Sun, 99 Mar 2026 12:00:30 GMT")]
    public void Is_null_where_it_means_nothing(string? header) => Assert.Null(RetryAfter.Parse(header, Now));

    [Fact]
    public void The_longest_wait_can_be_added_to_an_instant() =>
        Assert.True(Now + RetryAfter.Parse("1" + new string('0', 300), Now) > Now);
}
