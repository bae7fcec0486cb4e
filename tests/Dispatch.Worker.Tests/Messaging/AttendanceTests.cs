using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class AttendanceTests
{
    private readonly Attendance _attendance = new();

    [Fact]
    public void A_queue_without_a_consumer_at_each_look_is_lost()
    {
        Assert.False(_attendance.IsLost(["a"]));
        Assert.False(_attendance.IsLost(["a", "b"]));
        Assert.True(_attendance.IsLost(["b", "a"]));
        Assert.Equal(["a"], _attendance.Unattended);
    }

    [Fact]
    public void A_queue_that_was_consumed_in_between_is_not_lost()
    {
        _attendance.IsLost(["a"]);
        _attendance.IsLost(["a"]);
        _attendance.IsLost([]);

        Assert.False(_attendance.IsLost(["a"]));
        Assert.False(_attendance.IsLost(["a"]));
        Assert.True(_attendance.IsLost(["a"]));
    }

    [Fact]
    public void Different_queues_are_counted_apart()
    {
        for (var i = 0; i < 10; i++)
            Assert.False(_attendance.IsLost([i % 2 == 0 ? "a" : "b"]));
    }

    [Fact]
    public void While_the_broker_could_not_be_asked_nothing_counts()
    {
        _attendance.IsLost(["a"]);
        _attendance.IsLost(["a"]);
        _attendance.Forget();

        Assert.False(_attendance.IsLost(["a"]));
    }
}
