using CsCheck;
using Dispatch.Worker.Dashboard.Charts;

namespace Dispatch.Worker.Tests.Dashboard.Charts;

public sealed class ChartScaleTests
{
    [Theory]
    [InlineData(0, 1, false, 1, 0.25)]
    [InlineData(0.3, 1, false, 1, 0.25)]
    [InlineData(1, 1, false, 1, 0.25)]
    [InlineData(3, 1, false, 3, 1)]
    [InlineData(7.2, 1, false, 8, 2)]
    [InlineData(97, 4, true, 100, 25)]
    [InlineData(101, 4, true, 150, 50)]
    [InlineData(0, 4, true, 4, 1)]
    [InlineData(9, 4, true, 9, 3)]
    [InlineData(8800, 1, false, 10000, 2500)]
    public void An_axis_ends_at_a_round_number_that_holds_the_highest_value(double highest, double least, bool whole, double top, double step) =>
        Assert.Equal(new ChartScale(top, step), ChartScale.For(highest, least, whole));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-3)]
    public void What_is_no_height_leaves_the_least_axis(double highest) => Assert.Equal(1, ChartScale.For(highest, 1, whole: false).Top);

    [Fact]
    public void Marks_go_from_nothing_to_the_top() => Assert.Equal([0, 25, 50, 75, 100], ChartScale.For(97, 4, whole: true).Marks);

    [Fact]
    public void Whatever_the_highest_value_it_has_room_and_the_marks_are_few() =>
        Gen.Select(Gen.Double[0, 1e12], Gen.Bool).Sample((highest, whole) =>
        {
            var scale = ChartScale.For(highest, 1, whole);
            Assert.True(scale.Top >= highest * (1 - 1e-6), $"{highest} is above {scale}");
            Assert.InRange(scale.Marks.Count(), 2, 5);
            Assert.Equal(scale.Top, scale.Marks.Last(), scale.Top * 1e-9);
        });
}
