using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Dispatch.Integration.Tests.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dispatch.Benchmarks.Drain;

/// <summary>
/// A real HTTP provider behind a token bucket, in OpenAI's shapes. What is over the limit is answered 429 at once. With hints it says what
/// OpenAI says: with every answer how much the bucket holds, how much is left and when it is full again, and with a 429 when to come back.
/// </summary>
internal sealed class LimitedProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ProviderLimit _limit;
    private readonly DrainPlan _plan;
    private readonly DrainClock _clock;
    private readonly LimitBucket _bucket;
    private readonly bool _hints;
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<ProviderCall> _calls = new();

    private LimitedProvider(ProviderLimit limit, DrainPlan plan, DrainClock clock, bool hints)
    {
        (_limit, _plan, _clock, _hints, _bucket) = (limit, plan, clock, hints, new LimitBucket(limit));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public string Key => _limit.Key;

    /// <summary>Calls a second.</summary>
    public double PerSecond => _limit.PerSecond;

    /// <summary><c>http://127.0.0.1:PORT/v1</c></summary>
    public Uri BaseUrl => new($"{_app.Urls.Single()}/v1");

    /// <summary>All calls so far.</summary>
    public IReadOnlyCollection<ProviderCall> Calls => _calls;

    public static async Task<LimitedProvider> StartAsync(
        ProviderLimit limit, DrainPlan plan, DrainClock clock, bool hints, CancellationToken cancellationToken)
    {
        var provider = new LimitedProvider(limit, plan, clock, hints);
        await provider._app.StartAsync(cancellationToken);
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var at = _clock.Call();
        var status = Judge(at, context.Response.Headers);
        _calls.Enqueue(new ProviderCall(_limit.Key, at, status));
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (status == StatusCodes.Status200OK)
            await Task.Delay(_plan.Latency, context.RequestAborted);

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Body(status), context.RequestAborted);
    }

    private int Judge(double at, IHeaderDictionary headers)
    {
        if (_plan.OutageOf(_limit)?.Covers(at) == true)
            return StatusCodes.Status503ServiceUnavailable;

        lock (_lock)
        {
            var isTaken = _bucket.TryTake(at);
            if (_hints)
                AddHints(headers, isTaken);
            return isTaken ? StatusCodes.Status200OK : StatusCodes.Status429TooManyRequests;
        }
    }

    private void AddHints(IHeaderDictionary headers, bool isTaken)
    {
        headers["x-ratelimit-limit-requests"] = Number(_limit.Burst);
        headers["x-ratelimit-remaining-requests"] = Number(Math.Floor(_bucket.Level));
        headers["x-ratelimit-reset-requests"] = Number(Math.Ceiling(_bucket.SecondsToFull * 1000)) + "ms";
        if (isTaken)
            return;

        headers.RetryAfter = Number(Math.Ceiling(_bucket.SecondsToNext));
        headers["retry-after-ms"] = Number(Math.Ceiling(_bucket.SecondsToNext * 1000));
    }

    private static string Number(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Body(int status) => status switch
    {
        StatusCodes.Status200OK => Answers.Completion("m-1"),
        StatusCodes.Status429TooManyRequests => Answers.Error("Rate limit reached for m-1 on requests per min (RPM).", "requests", "rate_limit_exceeded"),
        _ => Answers.Error("The server is overloaded or not ready yet.", "server_error"),
    };
}
