using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dispatch.Contracts;

namespace Dispatch.Worker.Telemetry;

/// <summary>The metrics of requests: what becomes of them, and how long that takes. All of it costs next to nothing where nobody listens.</summary>
internal sealed class RequestMeter
{
    private readonly Counter<long> _outcomes;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _deadlineMisses;
    private readonly Counter<long> _redeliveries;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _deadlineUsed;
    private readonly Histogram<double> _queueTime;
    private int _inFlight;

    public RequestMeter(IMeterFactory factory)
    {
        var meter = factory.Create(DispatchMeter.Name);
        _outcomes = meter.CreateCounter<long>("dispatch.requests", "{request}", "Requests that have got their outcome: result or dead_letter.");
        _deadLetters = meter.CreateCounter<long>("dispatch.dead_letters", "{request}", "Dead letters, by why there is no answer.");
        _deadlineMisses = meter.CreateCounter<long>("dispatch.deadline.misses", "{request}", "Requests that became dead letters because of their deadline.");
        _redeliveries = meter.CreateCounter<long>(
            "dispatch.redeliveries", "{redelivery}", "Requests that were handed back to the broker, by why: fallback, retry, deferral, early or handback.");
        _duration = meter.CreateHistogram("dispatch.request.duration", "s", "From a request's being sent to its outcome.", advice: Advice(Buckets.Requests));
        _deadlineUsed = meter.CreateHistogram(
            "dispatch.request.deadline_used", "1", "The part of the time up to its deadline that a request had used up when it got its outcome.", advice: Advice(Buckets.Shares));
        _queueTime = meter.CreateHistogram("dispatch.request.queue_time", "s", "From a request's being sent to the first worker that took it.", advice: Advice(Buckets.Requests));
        meter.CreateObservableUpDownCounter(
            "dispatch.requests.in_flight", () => Volatile.Read(ref _inFlight), "{request}", "Requests in work at this worker, those included that wait a moment for a provider.");
    }

    /// <summary>
    /// Counts nothing for these groups, so that there is a series before the first dead letter: a rate is that between two values, and an
    /// alert on one would not see the first.
    /// </summary>
    public void Expect(IEnumerable<string> groups)
    {
        foreach (var group in groups)
        {
            _outcomes.Add(0, new TagList { { Tags.Outcome, Tags.Result }, { Tags.RoutingGroup, group } });
            _outcomes.Add(0, new TagList { { Tags.Outcome, Tags.DeadLetter }, { Tags.RoutingGroup, group } });
            _deadlineMisses.Add(0, new TagList { { Tags.RoutingGroup, group } });
            foreach (var reason in Enum.GetValues<DeadLetterReason>())
                _deadLetters.Add(0, new TagList { { Tags.DeadLetterReason, Tags.Of(reason) }, { Tags.RoutingGroup, group } });
        }
    }

    /// <summary>Work on a request begins.</summary>
    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <summary>Work on it has ended, for now or for good.</summary>
    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>A request was seen for the first time, so long after it was sent.</summary>
    public void Received(TimeSpan waited) => _queueTime.Record(Math.Max(waited.TotalSeconds, 0));

    /// <summary>A result was published.</summary>
    public void Answered(string group) => _outcomes.Add(1, new TagList { { Tags.Outcome, Tags.Result }, { Tags.RoutingGroup, group } });

    /// <summary>A dead letter was published.</summary>
    public void DeadLettered(DeadLetterReason reason, string group)
    {
        _outcomes.Add(1, new TagList { { Tags.Outcome, Tags.DeadLetter }, { Tags.RoutingGroup, group } });
        _deadLetters.Add(1, new TagList { { Tags.DeadLetterReason, Tags.Of(reason) }, { Tags.RoutingGroup, group } });
        if (reason == DeadLetterReason.DeadlineExceeded)
            _deadlineMisses.Add(1, new TagList { { Tags.RoutingGroup, group } });
    }

    /// <summary>A request has got its outcome.</summary>
    /// <param name="outcome"><see cref="Tags.Result"/> or <see cref="Tags.DeadLetter"/>.</param>
    /// <param name="group">Its routing group.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="deadline">By when the outcome had to be known; null: it was not come so far.</param>
    /// <param name="ended">When the outcome was known.</param>
    public void Finished(string outcome, string group, DateTimeOffset sent, DateTimeOffset? deadline, DateTimeOffset ended)
    {
        if (!_duration.Enabled && !_deadlineUsed.Enabled)
            return;

        var seconds = Math.Max((ended - sent).TotalSeconds, 0);
        _duration.Record(seconds, new TagList { { Tags.Outcome, outcome }, { Tags.RoutingGroup, group } });
        if (deadline > sent)
            _deadlineUsed.Record(seconds / (deadline.Value - sent).TotalSeconds, new TagList { { Tags.RoutingGroup, group } });
    }

    /// <summary>A request was handed back to the broker.</summary>
    /// <param name="reason">Why, as a fixed word.</param>
    /// <param name="group">Its routing group.</param>
    public void Redelivered(string reason, string group) =>
        _redeliveries.Add(1, new TagList { { Tags.RedeliveryReason, reason }, { Tags.RoutingGroup, group } });

    private static InstrumentAdvice<double> Advice(double[] buckets) => new() { HistogramBucketBoundaries = buckets };
}
