namespace Dispatch.Benchmarks.Measuring;

/// <summary>From the first look that finds so many results to the last look.</summary>
/// <param name="gauge">Of the process that is measured.</param>
/// <param name="beginsAt">So many results.</param>
/// <param name="broker">The broker's, where that is to be measured too.</param>
internal sealed class Stretch(Gauge gauge, long beginsAt, Gauge? broker = null)
{
    private Look? _begin;
    private Look? _end;

    /// <summary>The results that came in it.</summary>
    public long Results => End.Count - Begin.Count;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(Begin.Reading.At, End.Reading.At);

    /// <summary>What the process spent in it, user and system time.</summary>
    public TimeSpan Cpu => End.Reading.Cpu - Begin.Reading.Cpu;

    /// <summary>The most memory that was seen at any look, in bytes, also before it began.</summary>
    public long PeakResident { get; private set; }

    /// <summary>What the broker spent in it; null: it was not measured.</summary>
    public TimeSpan? BrokerCpu => End.Broker?.Cpu - Begin.Broker?.Cpu;

    private Look Begin => _begin ?? throw new InvalidOperationException("There were not as many results.");

    private Look End => _end ?? Begin;

    /// <summary>So many results are there now.</summary>
    public Task LookAsync(long results)
    {
        var reading = gauge.Read();
        PeakResident = Math.Max(PeakResident, reading.Resident);
        if (results >= beginsAt)
        {
            _end = new Look(results, reading, broker?.Read());
            _begin ??= _end;
        }

        return Task.CompletedTask;
    }

    private sealed record Look(long Count, Reading Reading, Reading? Broker);
}
