using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>
/// A real HTTP server on a port of 127.0.0.1 that keeps every call and does with it what <see cref="Behaviour"/> says.
/// </summary>
public sealed class TestProvider : ICountedProvider, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<RecordedCall> _calls = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private volatile ProviderBehaviour _behaviour;

    private TestProvider(WebApplication app, ProviderBehaviour behaviour)
    {
        _app = app;
        _behaviour = behaviour;
    }

    /// <summary>What the next call meets; may be set while calls are under way.</summary>
    public ProviderBehaviour Behaviour
    {
        get => _behaviour;
        set => _behaviour = value;
    }

    /// <summary>The provider's base URL: <c>http://127.0.0.1:PORT/v1</c>.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>The calls so far, in the order of their arrival.</summary>
    public IReadOnlyList<RecordedCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public int CallCount
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    /// <summary>
    /// Starts a provider; without a behaviour it answers each call with <see cref="Answers.Completion"/>. With a certificate it speaks
    /// TLS.
    /// </summary>
    public static async Task<TestProvider> StartAsync(
        CancellationToken cancellationToken, ProviderBehaviour? behaviour = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;

            // A behaviour may answer as slowly as it likes.
            kestrel.Limits.MinResponseDataRate = null;
        });

        var app = builder.Build();
        var provider = new TestProvider(app, behaviour ?? Behaviours.Answer());
        app.Run(provider.ServeAsync);
        await app.StartAsync(cancellationToken);
        provider.BaseUrl = new Uri($"{app.Urls.Single()}/v1");
        return provider;
    }

    /// <summary>Returns the calls as soon as there are at least <paramref name="count"/>.</summary>
    public async Task<IReadOnlyList<RecordedCall>> WaitForCallsAsync(int count, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_calls.Count >= count)
            {
                return [.. _calls];
            }

            _waiters.Add((count, reached));
        }

        await reached.Task.WaitAsync(cancellationToken);
        return Calls;
    }

    /// <summary>Cuts the calls that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var call = Record(context, body.ToArray());
        try
        {
            await _behaviour(context, call);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller had enough; a behaviour that waits ends so.
        }
    }

    private RecordedCall Record(HttpContext context, byte[] body)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(() => aborted.TrySetResult());
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // Kestrel uses its header collection again for the connection's next request.
        var headers = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        lock (_lock)
        {
            var now = TimeProvider.System.GetUtcNow();
            var call = new RecordedCall(_calls.Count + 1, context.Request.Method, target, headers, body, now, aborted.Task);
            _calls.Add(call);
            foreach (var waiter in _waiters.Where(w => w.Count <= _calls.Count))
            {
                waiter.Reached.TrySetResult();
            }

            _waiters.RemoveAll(w => w.Count <= _calls.Count);
            return call;
        }
    }
}
