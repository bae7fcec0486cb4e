namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Every call that a provider has seen: from which worker, and from when to when.</summary>
/// <param name="mostOfOneWorker">The deliveries that one worker may hold at a time: those that it works on and has not acknowledged.</param>
internal sealed class CallLedger(int mostOfOneWorker)
{
    // After the answer its outcome has yet to be published and confirmed, and the delivery to be acknowledged.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Call> _calls = [];
    private readonly Dictionary<string, int> _underWay = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
                return _calls.Count;
        }
    }

    /// <summary>The calls that are at a provider now.</summary>
    public int UnderWay
    {
        get
        {
            lock (_lock)
                return _underWay.Values.Sum();
        }
    }

    /// <summary>The workers that have a call at a provider now, in the order of their names.</summary>
    public IReadOnlyList<string> BusyWorkers
    {
        get
        {
            lock (_lock)
                return [.. _underWay.Where(worker => worker.Value > 0).Select(worker => worker.Key).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>A call begins; it ends when what is returned is disposed.</summary>
    public IDisposable Begin(string worker)
    {
        var call = new Call(this, worker);
        lock (_lock)
        {
            _calls.Add(call);
            _underWay[worker] = _underWay.GetValueOrDefault(worker) + 1;
        }

        return call;
    }

    /// <summary>
    /// The attempts of these workers that a strike at <paramref name="moment"/> hit: calls that were at a provider then or began since,
    /// and those that had ended within the second before; of each worker no more than the deliveries that it may hold.
    /// </summary>
    public int InFlight(IReadOnlyCollection<string> workers, long moment)
    {
        lock (_lock)
            return workers.Sum(worker => Math.Min(mostOfOneWorker, _calls.Count(call => call.Worker == worker && IsHit(call, moment))));
    }

    private static bool IsHit(Call call, long moment) =>
        call.Ended is not { } ended || ended >= moment || TimeProvider.System.GetElapsedTime(ended, moment) < Aftermath;

    private void End(Call call)
    {
        lock (_lock)
        {
            call.Ended = TimeProvider.System.GetTimestamp();
            _underWay[call.Worker]--;
        }
    }

    private sealed class Call(CallLedger ledger, string worker) : IDisposable
    {
        public string Worker { get; } = worker;

        public long? Ended { get; set; }

        public void Dispose() => ledger.End(this);
    }
}
