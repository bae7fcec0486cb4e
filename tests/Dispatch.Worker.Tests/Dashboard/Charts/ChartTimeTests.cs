using Dispatch.Worker.Dashboard.Charts;

namespace Dispatch.Worker.Tests.Dashboard.Charts;

public sealed class ChartTimeTests
{
    [Fact]
    public void Every_window_is_found_by_its_token() =>
        Assert.All(ChartTime.Windows, window => Assert.Equal(window, ChartTime.Parse(ChartTime.Token(window))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7 days")]
    [InlineData("<script>")]
    public void Any_other_text_stands_for_the_first(string? token) => Assert.Equal(TimeSpan.FromMinutes(15), ChartTime.Parse(token));

    [Fact]
    public void The_axis_of_time_ends_now() =>
        Assert.Equal(["−1 h", "−40 min", "−20 min", "now"], ChartTime.Marks(TimeSpan.FromHours(1)).Select(mark => mark.Label));
}
