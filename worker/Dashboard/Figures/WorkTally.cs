using System.Diagnostics.Metrics;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Dashboard.Figures;

/// <summary>Counts what the worker does, by listening to its metrics: the worker itself does nothing more for it.</summary>
internal sealed class WorkTally : IDisposable
{
    private const string Outcomes = "dispatch.requests";
    private const string Redeliveries = "dispatch.redeliveries";

    private readonly MeterListener _listener = new();
    private long _results;
    private long _deadLetters;
    private long _fallbacks;

    /// <param name="factory">Whose meters are listened to; those of other workers in the process are not.</param>
    public WorkTally(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != DispatchMeter.Name || !ReferenceEquals(instrument.Meter.Scope, factory))
                return;
            if (instrument.Name is Outcomes or Redeliveries)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    public WorkTotals Read() => new(Interlocked.Read(ref _results), Interlocked.Read(ref _deadLetters), Interlocked.Read(ref _fallbacks));

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var tag in tags)
        {
            switch (tag.Value)
            {
                case Tags.Result when tag.Key == Tags.Outcome:
                    Interlocked.Add(ref _results, value);
                    return;
                case Tags.DeadLetter when tag.Key == Tags.Outcome:
                    Interlocked.Add(ref _deadLetters, value);
                    return;
                case "fallback" when tag.Key == Tags.RedeliveryReason:
                    Interlocked.Add(ref _fallbacks, value);
                    return;
            }
        }
    }
}
