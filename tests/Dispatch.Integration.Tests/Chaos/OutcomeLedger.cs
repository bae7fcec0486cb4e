using System.Security.Cryptography;
using System.Text;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Checks off every request by the outcomes that arrive for it.</summary>
internal sealed class OutcomeLedger
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<ReceivedOutcome>> _outcomes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bodies = [];
    private readonly List<string> _unreadable = [];
    private long _lastProgress = TimeProvider.System.GetTimestamp();

    /// <summary>The requests that have an outcome.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _outcomes.Count;
        }
    }

    /// <summary>Outcomes beyond the first of each request, so far.</summary>
    public int Duplicates
    {
        get
        {
            lock (_lock)
                return _outcomes.Values.Sum(outcomes => outcomes.Count - 1);
        }
    }

    /// <summary>What the collector could not read; none may be there.</summary>
    public IReadOnlyList<string> Unreadable
    {
        get
        {
            lock (_lock)
                return [.. _unreadable];
        }
    }

    /// <summary>All outcomes by the requests' ids, in the order of their arrival.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ReceivedOutcome>> All
    {
        get
        {
            lock (_lock)
                return _outcomes.ToDictionary(one => one.Key, one => (IReadOnlyList<ReceivedOutcome>)[.. one.Value], StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// Takes an outcome down. One that the broker hands out again, because the collector's own acknowledgement got lost with its
    /// connection, is the same message and no second outcome.
    /// </summary>
    public void Record(ReadOnlyMemory<byte> body, bool redelivered)
    {
        var hash = Convert.ToHexString(SHA256.HashData(body.Span));
        lock (_lock)
        {
            var isNew = _bodies.Add(hash);
            if (redelivered && !isNew)
                return;

            if (ReceivedOutcome.TryRead(body) is not { } outcome)
            {
                _unreadable.Add(Encoding.UTF8.GetString(body.Span));
                return;
            }

            if (!_outcomes.TryGetValue(outcome.Id, out var outcomes))
            {
                _outcomes[outcome.Id] = outcomes = [];
                _lastProgress = TimeProvider.System.GetTimestamp();
            }

            outcomes.Add(outcome);
        }
    }

    /// <summary>Returns true as soon as so many requests have an outcome; false if for so long none got its first.</summary>
    public async Task<bool> WaitForAsync(int count, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Count < count)
        {
            if (SinceProgress(start) > patience)
                return false;

            await Task.Delay(Interval, cancellationToken);
        }

        return true;
    }

    private TimeSpan SinceProgress(long start)
    {
        lock (_lock)
            return TimeProvider.System.GetElapsedTime(Math.Max(start, _lastProgress));
    }
}
