using Dispatch.Benchmarks.Measuring;

namespace Dispatch.Worker.Tests.Benchmarks;

public sealed class ResultTableTests
{
    [Fact]
    public void A_row_holds_the_medians_of_all_rounds_and_how_they_compare()
    {
        Sample[] samples =
        [
            Of(Subject.A, 100), Of(Subject.Dispatch, 90), Of(Subject.A, 300), Of(Subject.Dispatch, 160), Of(Subject.A, 200), Of(Subject.Dispatch, 150),
            Of(Subject.B, 60),
        ];

        var table = ResultTable.Write(Row.Of(samples)).Split('\n');

        Assert.Equal("| throughput | requests/s | 150 | 200 | 60.0 | 0.75 | 2.50 |", table[2].TrimEnd());
    }

    [Fact]
    public void What_was_not_measured_is_left_empty()
    {
        var row = Assert.Single(Row.Of([Of(Subject.Dispatch, 0.0421)]));

        Assert.Equal("| throughput | requests/s | 0.042 |  |  |  |  |", ResultTable.Write([row]).Split('\n')[2].TrimEnd());
    }

    [Theory]
    [InlineData(5, 5.0)]
    [InlineData(2.5, 1.0, 4.0)]
    [InlineData(3, 9.0, 1.0, 3.0)]
    public void The_median_is_the_middle(double expected, params double[] values) => Assert.Equal(expected, Statistics.Median(values));

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    [InlineData(0, 1)]
    public void A_percentile_is_the_smallest_value_that_so_many_do_not_exceed(double share, double expected) =>
        Assert.Equal(expected, Statistics.Percentile([.. Enumerable.Range(1, 100).Reverse().Select(value => (double)value)], share));

    private static Sample Of(Subject subject, double value) => new("throughput", "requests/s", subject, value);
}
