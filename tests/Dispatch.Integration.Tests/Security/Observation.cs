using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Dispatch.Integration.Tests.Security;

/// <summary>All that can be observed within this process: logs, activities, measurements, and exceptions as they are thrown.</summary>
internal sealed class Observation : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ConcurrentDictionary<string, bool> _sources = new(StringComparer.Ordinal);
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public Observation()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<int>(Add);
        _meters.SetMeasurementEventCallback<long>(Add);
        _meters.SetMeasurementEventCallback<double>(Add);
        _meters.Start();
        AppDomain.CurrentDomain.FirstChanceException += Add;
    }

    public IEnumerable<string> Texts => _texts;

    /// <summary>What was heard of: names of activity sources and meters, and of types of exceptions.</summary>
    public IEnumerable<string> Sources => _sources.Keys;

    public void ReadGauges() => _meters.RecordObservableInstruments();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _texts.Enqueue($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? Join(pairs) : "";
        _texts.Enqueue($"{formatter(state, exception)} {values} {exception}");
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Add;
        _activities.Dispose();
        _meters.Dispose();
    }

    private void Add(Activity activity)
    {
        _sources[activity.Source.Name] = true;
        var events = string.Join("; ", activity.Events.Select(each => $"{each.Name} {Join(each.Tags)}"));
        _texts.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {Join(activity.TagObjects)} {events} {string.Join(", ", activity.Baggage)}");
    }

    private void Add<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        _sources[instrument.Meter.Name] = true;
        _texts.Enqueue($"{instrument.Meter.Name} {instrument.Name} {measurement} {Join(tags.ToArray())}");
    }

    private void Add(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        _sources[thrown.Exception.GetType().Name] = true;
        // The runtime quotes what a provider says in place of HTTP or JSON. That is caught, and must not show anywhere else.
        var quotes = thrown.Exception is JsonException or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }
            or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse };
        if (!quotes)
            _texts.Enqueue(thrown.Exception.ToString());
    }

    private static string Join(IEnumerable<KeyValuePair<string, object?>> pairs) =>
        string.Join(", ", pairs.Select(pair => $"{pair.Key} = {(pair.Value is object[] items ? string.Join(' ', items) : pair.Value)}"));
}
