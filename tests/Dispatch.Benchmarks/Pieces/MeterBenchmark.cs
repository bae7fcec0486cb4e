using BenchmarkDotNet.Attributes;
using Dispatch.Contracts;
using Dispatch.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>What it costs to measure a request that is answered at the first attempt: while it is exported, and where nobody listens.</summary>
[MemoryDiagnoser]
public class MeterBenchmark
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly AttemptReading Attempt = new("provider", "openai", "model", CompletionRequest.ChatCompletions, TimeSpan.FromSeconds(1.5), Failure: null)
    {
        ResponseModel = "model-0125",
        Usage = new TokenUsage { InputTokens = 312, OutputTokens = 97 },
    };

    private ServiceProvider _services = null!;
    private AttemptMeter _attempts = null!;
    private RequestMeter _requests = null!;

    [Params(true, false)]
    public bool Exported { get; set; }

    [GlobalSetup]
    public void Start()
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddMeters();
        if (Exported)
            services.AddPrometheus();
        _services = services.BuildServiceProvider();
        if (Exported)
            _services.GetRequiredService<MeterProvider>();
        (_attempts, _requests) = (_services.GetRequiredService<AttemptMeter>(), _services.GetRequiredService<RequestMeter>());
    }

    [GlobalCleanup]
    public void End() => _services.Dispose();

    [Benchmark]
    public void Measure()
    {
        _requests.Received(TimeSpan.FromSeconds(2));
        _requests.Begin();
        if (_attempts.IsListenedTo)
            _attempts.Ended(Attempt);
        _requests.Answered("chat");
        _requests.Finished(Tags.Result, "chat", Noon, Noon.AddHours(24), Noon.AddSeconds(4));
        _requests.End();
    }
}
