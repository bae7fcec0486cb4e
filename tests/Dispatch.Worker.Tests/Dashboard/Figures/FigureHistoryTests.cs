using Dispatch.Worker.Dashboard.Figures;

namespace Dispatch.Worker.Tests.Dashboard.Figures;

public sealed class FigureHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_oldest_sample_gives_way_to_the_newest_and_is_counted_still()
    {
        var history = new FigureHistory(capacity: 2);
        foreach (var number in Enumerable.Range(1, 3))
            history.Add(new FigureSample(Start.AddSeconds(number), TimeSpan.FromSeconds(1), new WorkTotals(number, 0, 0), 0, null));

        Assert.Equal([2, 3], history.Since(Start).Select(sample => sample.Done.Results));
        Assert.Equal(6, history.All.Results);
    }

    [Fact]
    public void Only_what_came_after_the_instant_is_handed_out()
    {
        var history = new FigureHistory();
        history.Add(new FigureSample(Start, TimeSpan.FromSeconds(1), default, 0, null));
        history.Add(new FigureSample(Start.AddSeconds(1), TimeSpan.FromSeconds(1), default, 0, null));

        Assert.Equal([Start.AddSeconds(1)], history.Since(Start).Select(sample => sample.At));
    }
}
