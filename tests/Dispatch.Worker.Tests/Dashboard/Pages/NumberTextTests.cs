using Dispatch.Worker.Dashboard.Pages;

namespace Dispatch.Worker.Tests.Dashboard.Pages;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.001, "<0.01")]
    [InlineData(0.25, "0.25")]
    [InlineData(3.14, "3.1")]
    [InlineData(48.4, "48")]
    [InlineData(1250, "1,250")]
    public void A_rate_has_the_digits_that_count(double value, string text) => Assert.Equal(text, NumberText.Rate(value));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0004, "<0.1 %")]
    [InlineData(0.0123, "1.2 %")]
    [InlineData(0.9999, ">99.9 %")]
    [InlineData(1, "100 %")]
    [InlineData(1.25, "125 %")]
    public void A_share_is_not_rounded_to_all_or_nothing(double part, string text) => Assert.Equal(text, NumberText.Share(part));

    [Theory]
    [InlineData(0, "0 letters")]
    [InlineData(1, "1 letter")]
    [InlineData(12345, "12,345 letters")]
    public void A_noun_follows_its_count(long count, string text) => Assert.Equal(text, NumberText.Of(count, "letter"));
}
