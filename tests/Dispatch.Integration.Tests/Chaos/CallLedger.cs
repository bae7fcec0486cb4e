namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Every call that a provider has seen: from which worker, and from when to when.</summary>
internal sealed class CallLedger
{
    // After the answer its outcome has yet to be published and confirmed, and the delivery to be acknowledged.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Call> _calls = [];
    private int _underWay;

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
                return _underWay;
        }
    }

    /// <summary>A call begins; it ends when what is returned is disposed.</summary>
    public IDisposable Begin(string worker)
    {
        var call = new Call(this, worker);
        lock (_lock)
        {
            _calls.Add(call);
            _underWay++;
        }

        return call;
    }

    /// <summary>
    /// The attempts of these workers that a strike at <paramref name="moment"/> hit: calls that were at a provider then or began since,
    /// and those that had ended within the second before.
    /// </summary>
    public int InFlight(IReadOnlyCollection<string> workers, long moment)
    {
        lock (_lock)
            return _calls.Count(call => workers.Contains(call.Worker) && (call.Ended is not { } ended || IsNear(ended, moment)));
    }

    private static bool IsNear(long ended, long moment) =>
        ended >= moment || TimeProvider.System.GetElapsedTime(ended, moment) < Aftermath;

    private void End(Call call)
    {
        lock (_lock)
        {
            call.Ended = TimeProvider.System.GetTimestamp();
            _underWay--;
        }
    }

    private sealed class Call(CallLedger ledger, string worker) : IDisposable
    {
        public string Worker { get; } = worker;

        public long? Ended { get; set; }

        public void Dispose() => ledger.End(this);
    }
}
