using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dispatch.Worker.Tests.Providers.Http;

/// <summary>A real HTTP server on a free port of this machine that answers as it is told.</summary>
internal sealed class LocalProvider : IAsyncDisposable
{
    private readonly WebApplication _server;

    private LocalProvider(WebApplication server) => _server = server;

    public string BaseUrl => $"{_server.Urls.Single()}/v1";

    /// <summary>What came in, in order.</summary>
    public ConcurrentQueue<ReceivedCall> Received { get; } = new();

    public static async Task<LocalProvider> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var provider = new LocalProvider(server);
        server.Run(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var request = context.Request;
            provider.Received.Enqueue(new ReceivedCall(
                $"{request.Path}{request.QueryString}",
                request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()));
            await answer(context);
        });
        await server.StartAsync();
        return provider;
    }

    /// <summary>One that gives every call the same answer.</summary>
    public static Task<LocalProvider> StartAsync(int status, string body, params (string Name, string Value)[] headers) =>
        StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
                context.Response.Headers.Append(name, value);
            await context.Response.WriteAsync(body);
        });

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}

internal sealed record ReceivedCall(string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);
