using Dispatch.Contracts;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Tests.Telemetry;

public sealed class RequestMeterTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Metered _metered = new();
    private readonly RequestMeter _meter;

    public RequestMeterTests() => _meter = new RequestMeter(_metered);

    public void Dispose() => _metered.Dispose();

    [Fact]
    public void Outcomes_are_counted_by_group()
    {
        _meter.Answered("chat");
        _meter.DeadLettered(DeadLetterReason.ChainExhausted, "chat");

        Assert.Equal(
            [
                "dispatch.requests{dispatch.outcome=result,dispatch.routing_group=chat} 1",
                "dispatch.requests{dispatch.outcome=dead_letter,dispatch.routing_group=chat} 1",
                "dispatch.dead_letters{dispatch.dead_letter.reason=chainExhausted,dispatch.routing_group=chat} 1",
            ],
            Measured());
    }

    [Fact]
    public void A_deadline_that_was_missed_is_counted_beside()
    {
        _meter.DeadLettered(DeadLetterReason.DeadlineExceeded, "chat");

        Assert.Contains("dispatch.deadline.misses{dispatch.routing_group=chat} 1", Measured());
    }

    [Fact]
    public void The_way_to_the_outcome_is_measured_in_seconds_and_against_the_deadline()
    {
        _meter.Finished(Tags.Result, "chat", Noon, Noon.AddSeconds(8), Noon.AddSeconds(2));

        Assert.Equal(
            [
                "dispatch.request.duration{dispatch.outcome=result,dispatch.routing_group=chat} 2",
                "dispatch.request.deadline_used{dispatch.routing_group=chat} 0.25",
            ],
            Measured());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_deadline_that_is_none_is_no_part_of_it(int? seconds)
    {
        _meter.Finished(Tags.DeadLetter, "chat", Noon, seconds is null ? null : Noon.AddSeconds(seconds.Value), Noon.AddSeconds(2));

        Assert.Equal(["dispatch.request.duration{dispatch.outcome=dead_letter,dispatch.routing_group=chat} 2"], Measured());
    }

    [Fact]
    public void A_clock_that_is_behind_makes_no_negative_time()
    {
        _meter.Received(TimeSpan.FromSeconds(-3));
        _meter.Finished(Tags.Result, "chat", Noon, deadline: null, Noon.AddSeconds(-3));

        Assert.Equal(
            ["dispatch.request.queue_time{} 0", "dispatch.request.duration{dispatch.outcome=result,dispatch.routing_group=chat} 0"], Measured());
    }

    [Fact]
    public void What_is_expected_is_there_before_it_comes()
    {
        _meter.Expect(["chat"]);

        var measured = Measured().ToList();
        Assert.Contains("dispatch.requests{dispatch.outcome=dead_letter,dispatch.routing_group=chat} 0", measured);
        Assert.All(
            Enum.GetValues<DeadLetterReason>(),
            reason => Assert.Contains($"dispatch.dead_letters{{dispatch.dead_letter.reason={Tags.Of(reason)},dispatch.routing_group=chat}} 0", measured));
    }

    [Fact]
    public void Requests_in_work_are_those_that_began_and_did_not_end()
    {
        _meter.Begin();
        _meter.Begin();
        _meter.End();

        Assert.Equal(["dispatch.requests.in_flight{} 1"], _metered.Read());
    }

    [Fact]
    public void Redeliveries_are_counted_by_why()
    {
        _meter.Redelivered("fallback", "chat");

        Assert.Equal(["dispatch.redeliveries{dispatch.redelivery.reason=fallback,dispatch.routing_group=chat} 1"], Measured());
    }

    private IEnumerable<string> Measured() => _metered.Read().Where(read => !read.StartsWith("dispatch.requests.in_flight", StringComparison.Ordinal));
}
