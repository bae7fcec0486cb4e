using CsCheck;
using Dispatch.Worker.Providers.Failures;

namespace Dispatch.Worker.Tests.Providers.Failures;

public sealed class WaitNotationTests
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
    public void Retry_After_is_seconds_or_a_date(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WaitNotation.SecondsOrDate(text, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("12:00:30")]
    [InlineData("7s")]
    [InlineData("Mon, 01 Mar 2026 12:00:30 GMT")]
    [InlineData("Sun, 99 Mar 2026 12:00:30 GMT")]
    public void Retry_After_in_another_notation_means_nothing(string? text) => Assert.Null(WaitNotation.SecondsOrDate(text, Now));

    [Theory]
    [InlineData("6m0s", 360)]
    [InlineData("1s", 1)]
    [InlineData("250ms", 0.25)]
    [InlineData("1h2m3.5s", 3_723.5)]
    [InlineData("7.66s", 7.66)]
    [InlineData("2d", 172_800)]
    [InlineData("55", 55)]
    [InlineData("0.5", 0.5)]
    [InlineData("-3", 0)]
    [InlineData("1772366430", 30)]
    [InlineData("1772366430500", 30.5)]
    [InlineData("1772366399", 0)]
    [InlineData("2026-03-01T12:00:30Z", 30)]
    [InlineData("2026-03-01T12:00:30.250Z", 30.25)]
    [InlineData("2026-03-01T14:00:30+02:00", 30)]
    [InlineData("2026-03-01T11:00:00Z", 0)]
    [InlineData("9999999d", TenYears)]
    [InlineData("99999999999999999999", TenYears)]
    public void A_reset_is_a_duration_or_an_instant(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WaitNotation.Reset(text, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5x")]
    [InlineData("1.2.3s")]
    [InlineData("5s later")]
    [InlineData("tomorrow")]
    public void A_reset_in_another_notation_means_nothing(string? text) => Assert.Null(WaitNotation.Reset(text, Now));

    [Fact]
    public void The_longest_wait_can_be_added_to_an_instant() =>
        Assert.True(Now + WaitNotation.SecondsOrDate("1" + new string('0', 300), Now) > Now);

    [Fact]
    public void A_wait_is_never_negative_nor_endless_whatever_is_sent() =>
        Gen.String[Gen.Char["0123456789.-+eEmshdTZ: "], 0, 24].Sample(text =>
        {
            foreach (var wait in new[] { WaitNotation.Reset(text, Now), WaitNotation.SecondsOrDate(text, Now), WaitNotation.Milliseconds(text) })
                Assert.InRange(wait ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(3650));
        });
}
