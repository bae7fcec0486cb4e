using System.Collections.Concurrent;
using Dispatch.Contracts;

namespace Dispatch.Worker.Batches;

/// <summary>Counts what happens to a batch. Safe to use from many threads.</summary>
internal sealed class BatchProgress(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, long> _providers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private long _lines = -1;
    private long _results;
    private long _deadLetters;
    private long _badLines;
    private long _earlier;
    private long _inputTokens;
    private long _outputTokens;
    private Func<int> _inFlight = () => 0;

    /// <summary>How many lines there are to do.</summary>
    public void Expect(long lines) => Interlocked.Exchange(ref _lines, lines);

    /// <summary>Where to look for the number in flight.</summary>
    public void Watch(InFlightWindow window) => _inFlight = () => window.Count;

    /// <summary>An earlier run of the batch had these outcomes. Providers and tokens of then are not known any more.</summary>
    public void Resume(long results, IReadOnlyDictionary<string, long> reasons)
    {
        var deadLetters = reasons.Values.Sum();
        foreach (var (reason, count) in reasons)
            _reasons[reason] = count;
        Interlocked.Exchange(ref _results, results);
        Interlocked.Exchange(ref _deadLetters, deadLetters);
        Interlocked.Exchange(ref _earlier, results + deadLetters);
    }

    public void Answered(CompletionResult result)
    {
        Interlocked.Increment(ref _results);
        _providers.AddOrUpdate(result.Provider, 1, (_, count) => count + 1);
        Interlocked.Add(ref _inputTokens, result.Usage?.InputTokens ?? 0);
        Interlocked.Add(ref _outputTokens, result.Usage?.OutputTokens ?? 0);
    }

    public void DeadLettered(string reason)
    {
        Interlocked.Increment(ref _deadLetters);
        _reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
    }

    public void BadLine() => Interlocked.Increment(ref _badLines);

    /// <summary>The counts at this moment.</summary>
    public BatchTally Tally() => new()
    {
        Lines = Interlocked.Read(ref _lines) is >= 0 and var lines ? lines : null,
        Results = Interlocked.Read(ref _results),
        DeadLetters = Interlocked.Read(ref _deadLetters),
        BadLines = Interlocked.Read(ref _badLines),
        Earlier = Interlocked.Read(ref _earlier),
        InFlight = _inFlight(),
        InputTokens = Interlocked.Read(ref _inputTokens),
        OutputTokens = Interlocked.Read(ref _outputTokens),
        Providers = Sorted(_providers),
        Reasons = Sorted(_reasons),
        Elapsed = time.GetElapsedTime(_start),
    };

    private static IReadOnlyList<KeyValuePair<string, long>> Sorted(ConcurrentDictionary<string, long> counts) =>
        [.. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)];
}
