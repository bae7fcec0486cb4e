using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard;
using Dispatch.Worker.Dashboard.Api;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Telemetry;
using Dispatch.Worker.Tests.Completions;
using Dispatch.Worker.Tests.Providers.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>The state of providers is seen over HTTP and in the metrics.</summary>
public sealed class ProvidersApiTests : IAsyncLifetime
{
    private readonly Patient _patient = new();
    private WebApplication _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ISnapshotSource>(new FixedSnapshot(Sample.Snapshot([_patient.Provider], [new MemberOptions { Key = "p" }])));
        builder.Services.AddDashboard();
        _app = builder.Build();
        _app.MapProvidersApi();
        await _app.StartAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_provider_that_was_never_called_is_listed() =>
        Assert.Equal("""[{"key":"p","kind":"openai","models":[]}]""", (await GetAsync()).ToJsonString());

    [Fact]
    public async Task A_model_that_is_left_alone_says_since_when_until_when_and_why()
    {
        await _patient.CallAsync(Patient.Fail(FailureKind.Credential, 401));

        var model = (await GetAsync())[0]!["models"]![0]!;

        Assert.Equal(
            """
            {"model":"m","endpoint":"/v1/chat/completions","state":"cooldown","since":"2026-03-01T12:00:00+00:00","until":"2026-03-01T12:05:00+00:00","why":"credential","inFlight":0,"rateLimit":null,"concurrencyLimit":null,"lastMinute":{"started":1,"answered":0,"failed":1,"rateLimited":0},"callSeconds":1}
            """,
            model.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task The_metrics_say_whether_a_model_is_called_and_how_many_calls_are_in_flight()
    {
        await _patient.CallAsync(Patient.Fail(FailureKind.Credential, 401), model: "refused");
        _patient.Reply = null;
        Assert.True(_patient.TryCall(out _, "busy"));

        var read = Read();

        Assert.Contains("dispatch.provider.callable refused  0", read);
        Assert.Contains("dispatch.provider.callable busy  1", read);
        Assert.Contains("dispatch.provider.state refused cooldown 1", read);
        Assert.Contains("dispatch.provider.state refused available 0", read);
        Assert.Contains("dispatch.provider.state busy available 1", read);
        Assert.Contains("dispatch.provider.calls_in_flight busy  1", read);
        Assert.Contains("dispatch.provider.calls_in_flight refused  0", read);
    }

    private async Task<JsonArray> GetAsync()
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"{_app.Urls.Single()}/api/providers"), Cancellation);
        return JsonNode.Parse(text)!["providers"]!.AsArray();
    }

    private List<string> Read()
    {
        var factory = _app.Services.GetRequiredService<IMeterFactory>();
        var read = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument.Meter.Name == DispatchMeter.Name && ReferenceEquals(instrument.Meter.Scope, factory))
                each.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) =>
        {
            var known = tags.ToArray().ToDictionary();
            read.Add($"{instrument.Name} {known.GetValueOrDefault("gen_ai.request.model")} {known.GetValueOrDefault("dispatch.provider.state")} {value}");
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
