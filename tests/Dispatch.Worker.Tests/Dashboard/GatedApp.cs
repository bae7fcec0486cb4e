using System.Net;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard;
using Dispatch.Worker.Dashboard.Access;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Completions;
using Dispatch.Worker.Tests.Providers.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dispatch.Worker.Tests.Dashboard;

/// <summary>What is served of a worker, with paths beside that change something, for callers at any address that a test names.</summary>
internal sealed class GatedApp : IAsyncDisposable
{
    public const string Key = "the-key-of-the-api-of-the-tests";

    /// <summary>What stands in an exception, and is nobody's business outside.</summary>
    public const string Inside = "what-is-inside-the-worker";

    /// <summary>The paths of the API that are the tests' own.</summary>
    public static IReadOnlyList<string> OwnPaths { get; } = ["/api/changing", "/api/failing"];

    // Read by the app alone, before the gate.
    private const string Remote = "Test-Remote-Address";

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    private GatedApp(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public string Authority => new Uri(_app.Urls.Single()).Authority;

    public static async Task<GatedApp> StartAsync(bool hasKey, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var snapshot = Sample.Snapshot([new Patient().Provider], [new MemberOptions { Key = "p" }]) with
        {
            ApiKey = ApiKey.Resolve(hasKey ? "env:KEY" : null, _ => Key),
        };
        builder.Services.AddSingleton<ISnapshotSource>(new FixedSnapshot(snapshot));
        more?.Invoke(builder.Services);
        builder.Services.AddDashboard();
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers.Remove(Remote, out var address))
                context.Connection.RemoteIpAddress = address == "none" ? null : IPAddress.Parse(address.ToString());
            return next(context);
        });
        app.UseDashboard();
        app.Map("/health/live", () => "alive");
        app.Map("/api/changing", () => "changed");
        app.Map("/api/failing", string () => throw new InvalidOperationException(Inside));
        app.Map("/elsewhere", (HttpContext context) => Caller.Of(context).Name);
        app.Map("/metrics", () => "metrics");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new GatedApp(app);
    }

    /// <summary>Sends a request as if from <paramref name="address"/>.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, string address, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, address, content: null, headers);

    /// <inheritdoc cref="SendAsync(string, string, string, ValueTuple{string, string}[])" />
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string address, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://{Authority}{path}"));
        request.Content = content;
        request.Headers.Add(Remote, address);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
