using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Tests.Batches;

/// <summary>A queue with workers behind it, in memory. It outlives runs, as a broker does, and keeps the outcomes that nobody has acknowledged.</summary>
internal sealed class FakeQueue
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<object> _kept = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _arrivals = new();
    private IOutcomeReceiver? _receiver;

    /// <summary>What a request's outcome is; null: there is none yet. Default: a result.</summary>
    public Func<CompletionRequest, object?> Work { get; set; } = Result;

    /// <summary>Runs before a request is confirmed.</summary>
    public Func<CompletionRequest, CancellationToken, Task> OnSend { get; set; } = (_, _) => Task.CompletedTask;

    public ConcurrentQueue<CompletionRequest> Sent { get; } = [];

    public ConcurrentQueue<string> Batches { get; } = [];

    public bool IsDeleted { get; private set; }

    public IEnumerable<string> SentIds => Sent.Select(request => request.Id).Order(StringComparer.Ordinal);

    public static CompletionResult Result(CompletionRequest request) => new()
    {
        Id = request.Id,
        RoutingGroup = "g",
        Provider = "p",
        StatusCode = 200,
        Body = JsonElement.Parse($$"""{"id":"chatcmpl-{{request.Id}}"}"""),
        Usage = new TokenUsage { InputTokens = 3, OutputTokens = 2 },
        Attempts = [],
        CreatedAt = Then,
        CompletedAt = Then,
    };

    public static CompletionDeadLettered Letter(CompletionRequest request) => new()
    {
        Id = request.Id,
        Reason = DeadLetterReason.ChainExhausted,
        Message = "Every member failed.",
        DeadLetteredAt = Then,
    };

    /// <summary>Completes when the request has been sent and confirmed.</summary>
    public Task ArrivalOf(string id) => Arrival(id).Task;

    public Task<IBatchChannel> OpenAsync(string batch, IOutcomeReceiver receiver, CancellationToken cancellationToken)
    {
        Batches.Enqueue(batch);
        IsDeleted = false;
        object[] kept;
        lock (_lock)
        {
            _receiver = receiver;
            kept = [.. _kept];
            _kept.Clear();
        }

        foreach (var outcome in kept)
            Deliver(outcome);
        return Task.FromResult<IBatchChannel>(new FakeChannel(this));
    }

    /// <summary>Hands an outcome to the batch; it is kept where no run is there or the run cannot take it.</summary>
    public Task Deliver(object outcome)
    {
        lock (_lock)
        {
            if (_receiver is { } receiver)
                return HandOverAsync(receiver, outcome);
            _kept.Add(outcome);
            return Task.CompletedTask;
        }
    }

    private async Task HandOverAsync(IOutcomeReceiver receiver, object outcome)
    {
        try
        {
            await (outcome is CompletionResult result
                ? Task.Run(() => receiver.ReceiveAsync(result))
                : Task.Run(() => receiver.ReceiveAsync((CompletionDeadLettered)outcome)));
        }
        catch (Exception)
        {
            lock (_lock)
                _kept.Add(outcome);
        }
    }

    private TaskCompletionSource Arrival(string id) =>
        _arrivals.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class FakeChannel(FakeQueue queue) : IBatchChannel
    {
        private readonly ConcurrentBag<Task> _deliveries = [];

        public async Task SendAsync(CompletionRequest request, CancellationToken cancellationToken)
        {
            await queue.OnSend(request, cancellationToken);
            queue.Sent.Enqueue(request);
            if (queue.Work(request) is { } outcome)
                _deliveries.Add(queue.Deliver(outcome));
            queue.Arrival(request.Id).TrySetResult();
        }

        public Task DeleteAsync(CancellationToken cancellationToken)
        {
            queue.IsDeleted = true;
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            lock (queue._lock)
                queue._receiver = null;
            await Task.WhenAll(_deliveries);
        }
    }
}
