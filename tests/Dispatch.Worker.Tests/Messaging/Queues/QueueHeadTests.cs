using Dispatch.Worker.Messaging.Queues;
using Dispatch.Worker.Telemetry;
using Dispatch.Worker.Tests.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Messaging.Queues;

public sealed class QueueHeadTests : IDisposable
{
    private readonly Metered _metered = new();
    private readonly FakeTimeProvider _time = new();
    private readonly QueueReadings _readings;
    private readonly QueueHead _head;

    public QueueHeadTests()
    {
        _readings = new QueueReadings(_time);
        _head = new QueueHead(_readings, new RequestMeter(_metered), _time);
    }

    public void Dispose() => _metered.Dispose();

    [Fact]
    public void Before_the_queue_was_read_nothing_is_known() => Assert.Null(_head.OldestWaiting());

    [Fact]
    public void In_an_empty_queue_nothing_waits()
    {
        Read(ready: 0);

        Assert.Equal(TimeSpan.Zero, _head.OldestWaiting());
    }

    [Fact]
    public void Of_what_waited_before_this_worker_came_nothing_is_known()
    {
        Read(ready: 5);

        Assert.Null(_head.OldestWaiting());
    }

    [Fact]
    public void What_waits_was_sent_after_the_last_that_was_taken()
    {
        _head.Took(_time.GetUtcNow() - TimeSpan.FromSeconds(30), _time.GetUtcNow());
        Read(ready: 5);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(40), _head.OldestWaiting());
        Assert.Contains("dispatch.request.queue_time{} 30", _metered.Read());
    }

    [Fact]
    public void What_waits_came_after_the_queue_was_empty()
    {
        _head.Took(_time.GetUtcNow(), _time.GetUtcNow());
        _time.Advance(TimeSpan.FromHours(1));
        Read(ready: 0);
        var empty = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(5));
        Read(ready: 1, empty);

        Assert.Equal(TimeSpan.FromSeconds(5), _head.OldestWaiting());
    }

    private void Read(long ready, DateTimeOffset? empty = null) =>
        _readings.Replace([new QueueReading("dispatch.requests", ready, Consumers: 1, _time.GetUtcNow()) { EmptyAt = empty }]);
}
