using System.Diagnostics.Metrics;
using System.Globalization;

namespace Dispatch.Worker.Tests.Telemetry;

/// <summary>Makes meters, and keeps what is measured by them as <c>name{tag=value,…} value</c>, tags in their order.</summary>
internal sealed class Metered : IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly MeterListener _listener = new();
    private readonly List<string> _read = [];

    public Metered()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>(Keep);
        _listener.SetMeasurementEventCallback<long>(Keep);
        _listener.SetMeasurementEventCallback<double>(Keep);
        _listener.Start();
    }

    /// <summary>A factory whose instruments nobody listens to.</summary>
    public static IMeterFactory Unheard => new UnheardFactory();

    /// <summary>What was measured since it was last asked, with what is observed at this moment.</summary>
    public IReadOnlyList<string> Read()
    {
        _listener.RecordObservableInstruments();
        List<string> read = [.. _read];
        _read.Clear();
        return read;
    }

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Keep<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : IFormattable
    {
        var tagged = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        _read.Add($"{instrument.Name}{{{tagged}}} {value.ToString(null, CultureInfo.InvariantCulture)}");
    }

    private sealed class UnheardFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
