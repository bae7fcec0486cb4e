using System.Collections.Immutable;

namespace Dispatch.Worker.Dashboard.Figures;

/// <summary>The samples of the last hours, so many at most; the oldest gives way.</summary>
internal sealed class FigureHistory(int capacity = FigureHistory.Kept)
{
    /// <summary>How often a sample is taken.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Six hours of them, in about half a megabyte.</summary>
    public const int Kept = 6 * 60 * 60 / 5;

    private readonly Lock _lock = new();
    private readonly Queue<FigureSample> _samples = [];
    private WorkTotals _all;

    /// <summary>What was done since the start, as far as it was sampled.</summary>
    public WorkTotals All
    {
        get
        {
            lock (_lock)
                return _all;
        }
    }

    public void Add(FigureSample sample)
    {
        lock (_lock)
        {
            if (_samples.Count == capacity)
                _samples.Dequeue();
            _samples.Enqueue(sample);
            _all += sample.Done;
        }
    }

    /// <summary>The samples taken after this, oldest first.</summary>
    public ImmutableArray<FigureSample> Since(DateTimeOffset start)
    {
        lock (_lock)
            return [.. _samples.SkipWhile(sample => sample.At <= start)];
    }
}
