namespace Dispatch.Benchmarks.Measuring;

/// <summary>From the first look that finds so many results to the last look.</summary>
internal sealed class Stretch(Gauge gauge, long beginsAt)
{
    private (long Count, Reading Reading)? _begin;
    private (long Count, Reading Reading) _end;

    /// <summary>The results that came in it.</summary>
    public long Results => _end.Count - Begin.Count;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(Begin.Reading.At, _end.Reading.At);

    /// <summary>What the process spent in it, user and system time.</summary>
    public TimeSpan Cpu => _end.Reading.Cpu - Begin.Reading.Cpu;

    /// <summary>The most memory that was seen at any look, in bytes, also before it began.</summary>
    public long PeakResident { get; private set; }

    private (long Count, Reading Reading) Begin => _begin ?? throw new InvalidOperationException("There were not as many results.");

    /// <summary>So many results are there now.</summary>
    public Task LookAsync(long results)
    {
        var reading = gauge.Read();
        PeakResident = Math.Max(PeakResident, reading.Resident);
        if (results >= beginsAt)
        {
            _begin ??= (results, reading);
            _end = (results, reading);
        }

        return Task.CompletedTask;
    }
}
