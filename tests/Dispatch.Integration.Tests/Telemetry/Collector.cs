using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>A receiver of OTLP over HTTP, as a collector of OpenTelemetry's is one.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();

    private Collector(WebApplication app) => _app = app;

    /// <summary>What was received so far.</summary>
    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>The standard variables that lead a process here.</summary>
    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    /// <summary>All that was posted, with the path.</summary>
    public ConcurrentQueue<(string Path, byte[] Body)> Posted { get; } = new();

    public static async Task<Collector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/{**path}", collector.ReceiveAsync);
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>Returns when what was received is so.</summary>
    public async Task UntilAsync(Func<IReadOnlyCollection<ReceivedSpan>, bool> isSo, CancellationToken cancellationToken)
    {
        while (!isSo(_spans))
            await Task.Delay(Pause, cancellationToken);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Posted.Enqueue((context.Request.Path, body.ToArray()));
        if (context.Request.Path == "/v1/traces")
        {
            foreach (var span in ReceivedSpan.Read(body.ToArray()))
                _spans.Enqueue(span);
        }

        context.Response.ContentType = "application/x-protobuf";
    }
}
