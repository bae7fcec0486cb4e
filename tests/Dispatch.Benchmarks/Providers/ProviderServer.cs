using System.IO.Pipelines;
using Dispatch.Benchmarks.Consumers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace Dispatch.Benchmarks.Providers;

/// <summary>
/// A provider that costs as little as one can: Kestrel and nothing else, the same bytes for every call. It runs in a process of its own,
/// so that its time is not the consumer's.
/// </summary>
internal sealed class ProviderServer(ProviderSettings settings)
{
    /// <summary>Says how many calls there were, and when the first one came.</summary>
    public const string CallsPath = "/calls";

    private const string FailingPath = "/failing";

    private readonly byte[] _answer = Payloads.Answer(settings.AnswerBytes);
    private int _calls;
    private long _first;

    public static async Task RunAsync(ProviderSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenLocalhost(settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        var server = new ProviderServer(settings);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        Console.WriteLine(ConsumerSettings.Ready);
        await app.WaitForShutdownAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == CallsPath)
        {
            await context.Response.WriteAsJsonAsync(new ProviderCalls(_calls, _first));
            return;
        }

        if (Interlocked.Increment(ref _calls) == 1)
            Volatile.Write(ref _first, TimeProvider.System.GetTimestamp());
        await DrainAsync(context.Request.BodyReader);
        if (settings.DelayMilliseconds > 0)
            await Task.Delay(settings.DelayMilliseconds);

        var fails = path.StartsWith(FailingPath, StringComparison.Ordinal);
        var body = fails ? Payloads.Refusal : _answer;
        context.Response.StatusCode = fails ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body);
    }

    private static async ValueTask DrainAsync(PipeReader body)
    {
        for (; ; )
        {
            var read = await body.ReadAsync();
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}

/// <summary>The calls that a provider saw.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">The timestamp of the first one, of the clock that all processes of a machine share; 0: there was none.</param>
internal sealed record ProviderCalls(int Count, long First);
