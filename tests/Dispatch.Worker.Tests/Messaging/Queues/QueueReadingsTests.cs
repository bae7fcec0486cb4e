using Dispatch.Worker.Messaging.Queues;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Messaging.Queues;

public sealed class QueueReadingsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Before_the_first_reading_nothing_is_known()
    {
        var readings = new QueueReadings(_time);

        Assert.Empty(readings.Latest);
        Assert.Empty(readings.Current);
        Assert.Null(readings.Of("a"));
    }

    [Fact]
    public void A_reading_is_replaced_by_the_next()
    {
        var readings = new QueueReadings(_time);
        readings.Replace([Reading("a", 1), Reading("b", 2)]);
        readings.Replace([Reading("a", 3)]);

        Assert.Equal(3, readings.Of("a")?.Ready);
        Assert.Null(readings.Of("b"));
    }

    [Fact]
    public void An_old_reading_says_nothing_of_the_present()
    {
        var readings = new QueueReadings(_time);
        readings.Replace([Reading("a", 1)]);

        _time.Advance(QueueReadings.Freshness);
        Assert.Single(readings.Current);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty(readings.Current);
        Assert.Single(readings.Latest);
    }

    private QueueReading Reading(string queue, long ready) => new(queue, ready, Consumers: 0, _time.GetUtcNow());
}
