using Dispatch.Worker.Dashboard.Charts;

namespace Dispatch.Worker.Tests.Dashboard.Charts;

public sealed class ChartPathTests
{
    [Fact]
    public void A_line_goes_from_the_left_edge_to_the_right_with_the_top_above() =>
        Assert.Equal("M0 100L500 50L1000 0", ChartPath.Line([0, 5, 10], 10));

    [Fact]
    public void A_line_is_broken_where_nothing_is_known() =>
        Assert.Equal("M0 100L250 90M750 80L1000 70", ChartPath.Line([0, 1, null, 2, 3], 10));

    [Fact]
    public void A_value_that_stands_alone_can_be_seen() => Assert.Equal("M500 50h6", ChartPath.Line([null, 5, null], 10));

    [Fact]
    public void An_area_reaches_down_to_the_base_beside_each_gap() =>
        Assert.Equal("M0 100L0 50L500 0L500 100Z", ChartPath.Area([5, 10, null], 10));

    [Fact]
    public void A_value_beyond_the_axis_stays_in_the_field() => Assert.Equal("M0 0L1000 100", ChartPath.Line([12, -3], 10));

    [Fact]
    public void Nothing_known_is_no_line()
    {
        Assert.Equal("", ChartPath.Line([null, null], 10));
        Assert.Equal("", ChartPath.Area([], 10));
    }
}
