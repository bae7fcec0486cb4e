using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Tests.Completions;

namespace Dispatch.Worker.Tests.Simulation;

/// <summary>
/// The queues of new and of returning requests, the delay lanes, and workers that take from both queues as many as their prefetch allows:
/// what the broker and MassTransit do, with the time that it takes.
/// </summary>
internal sealed class SimulatedBroker(VirtualTime time, int prefetch)
{
    private const double TakingSeconds = 0.0003;

    private static readonly TimeSpan Publishing = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan LaneLag = TimeSpan.FromMilliseconds(10);

    private readonly Queue<Message>[] _queues = [new(), new()];
    private readonly List<Worker> _workers = [];
    private readonly Dictionary<string, double> _answeredAt = [];
    private int _turn;

    /// <summary>Requests answered so far.</summary>
    public int Answered => _answeredAt.Count;

    /// <summary>When each request was answered, in seconds.</summary>
    public IReadOnlyDictionary<string, double> AnsweredAt => _answeredAt;

    public int DeadLettered { get; private set; }

    /// <summary>When the last outcome came, in seconds.</summary>
    public double LastAt { get; private set; }

    /// <summary>How often a request was sent to a delay lane.</summary>
    public int Delayed { get; private set; }

    public void AddWorker(CompletionProcessor processor)
    {
        _workers.Add(new Worker(processor, [prefetch, prefetch]));
        Deliver();
    }

    public void Publish(CompletionRequest request)
    {
        _queues[0].Enqueue(new Message(request, History.Start(time.GetUtcNow()), DateTimeOffset.MinValue));
        Deliver();
    }

    private void Deliver()
    {
        for (var queue = 0; queue < 2; queue++)
        {
            while (_queues[queue].Count > 0 && FreeWorker(queue) is { } worker)
            {
                worker.Slots[queue]--;
                _ = ConsumeAsync(worker, queue, _queues[queue].Dequeue());
            }
        }
    }

    private Worker? FreeWorker(int queue)
    {
        for (var i = 0; i < _workers.Count; i++)
        {
            var worker = _workers[_turn++ % _workers.Count];
            if (worker.Slots[queue] > 0)
                return worker;
        }

        return null;
    }

    private async Task ConsumeAsync(Worker worker, int queue, Message message)
    {
        // One after the other: a worker has but so many cores.
        worker.BusyUntil = Math.Max(worker.BusyUntil, time.Seconds) + TakingSeconds;
        await Task.Delay(TimeSpan.FromSeconds(worker.BusyUntil - time.Seconds), time);
        var early = message.Due - time.GetUtcNow();
        var outcome = early > DelayLanes.Tolerance
            ? new Outcome.Redelivered(message.History, early, RedeliveryReason.Early)
            : await worker.Processor.ProcessAsync(message.Request, Sample.BodyOf(message.Request), message.History, CancellationToken.None);

        await Task.Delay(Publishing, time);
        switch (outcome)
        {
            case Outcome.Answered:
                _answeredAt.Add(message.Request.Id, time.Seconds);
                LastAt = time.Seconds;
                break;
            case Outcome.DeadLettered:
                (DeadLettered, LastAt) = (DeadLettered + 1, time.Seconds);
                break;
            case Outcome.Redelivered redelivered:
                _ = ReturnAsync(message with { History = redelivered.History, Due = time.GetUtcNow() + redelivered.Delay }, redelivered.Delay);
                break;
        }

        worker.Slots[queue]++;
        Deliver();
    }

    private async Task ReturnAsync(Message message, TimeSpan delay)
    {
        if (DelayLanes.For(delay) is { } lane)
        {
            Delayed++;
            await Task.Delay(lane + LaneLag, time);
        }

        _queues[1].Enqueue(message);
        Deliver();
    }

    private sealed class Worker(CompletionProcessor processor, int[] slots)
    {
        public CompletionProcessor Processor => processor;

        public int[] Slots => slots;

        public double BusyUntil { get; set; }
    }

    private sealed record Message(CompletionRequest Request, History History, DateTimeOffset Due);
}
