using Dispatch.Worker.Dashboard.Figures;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Queues;

namespace Dispatch.Worker.Tests.Dashboard.Figures;

public sealed class QueueFiguresTests
{
    [Fact]
    public void Delay_lanes_wait_together_and_kept_outcomes_do_not_wait()
    {
        var waiting = QueueFigures.WaitingIn(
        [
            Reading(BrokerNames.Requests, 5), Reading(BrokerNames.Retry, 4), Reading(BrokerNames.Isolated, 1), Reading("dispatch.requests.delay.250ms", 2),
            Reading("dispatch.requests.delay.30s", 3), Reading(BrokerNames.DeadLetters, 99),
        ]);

        Assert.Equal(new Waiting(New: 5, Retry: 4, Delayed: 5, Isolated: 1), waiting);
    }

    [Fact]
    public void Nothing_is_known_where_no_queue_was_read() => Assert.Null(QueueFigures.WaitingIn([]));

    [Fact]
    public void Lanes_are_listed_as_one() =>
        Assert.Equal(
            [("dispatch.requests", 5), ("dispatch.requests.delay.*", 5)],
            QueueFigures.ByName([Reading(BrokerNames.Requests, 5), Reading("dispatch.requests.delay.1s", 2), Reading("dispatch.requests.delay.5s", 3)])
                .Select(reading => (reading.Queue, (int)reading.Ready)));

    private static QueueReading Reading(string queue, long ready) => new(queue, ready, Consumers: 1, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
}
