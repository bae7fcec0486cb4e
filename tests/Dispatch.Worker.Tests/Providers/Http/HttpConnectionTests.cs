using System.Net;
using System.Net.Sockets;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Http;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Worker.Tests.Providers.Http;

/// <summary>Providers that are silent, slow, gone, or no HTTP servers at all.</summary>
public sealed class HttpConnectionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Silence_ends_at_the_timeout()
    {
        await using var provider = await LocalProvider.StartAsync(UntilGone);

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl, Timeout = Short });

        Assert.Equal((FailureKind.Timeout, null), (failed.Kind, failed.StatusCode));
    }

    [Fact]
    public async Task A_dripping_body_ends_at_the_timeout()
    {
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(10, context.RequestAborted);
            }
        });

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl, Timeout = Short });

        Assert.Equal(FailureKind.Timeout, failed.Kind);
    }

    [Fact]
    public async Task A_failed_status_counts_even_if_its_text_never_ends()
    {
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "5";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await UntilGone(context);
        });

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl, Timeout = Short });

        Assert.Equal((FailureKind.RateLimited, 429, TimeSpan.FromSeconds(5)), (failed.Kind, failed.StatusCode, failed.RetryAfter));
    }

    [Fact]
    public async Task A_reset_in_mid_body_is_transient()
    {
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            await context.Response.WriteAsync("""{"choices":""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        // The reset may overtake the headers, so the status is known or not.
        Assert.Equal(FailureKind.Transient, failed.Kind);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}", FailureKind.Transient, 200)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n", FailureKind.Transient, 200)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"a\":", FailureKind.InvalidResponse, 200)]
    [InlineData("", FailureKind.Transient, null)]
    [InlineData("HTTP/1.1 20", FailureKind.Transient, null)]
    [InlineData("220 mail.example ESMTP\r\n\r\n", FailureKind.InvalidResponse, null)]
    public async Task A_connection_that_closes_too_early_or_is_no_http_is_a_failure(string says, FailureKind kind, int? status)
    {
        await using var provider = new RawProvider(says);

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = $"http://{provider.Authority}/v1" });

        Assert.Equal((kind, status), (failed.Kind, failed.StatusCode));
    }

    [Fact]
    public async Task A_refused_connection_is_transient()
    {
        string gone;
        await using (var provider = new RawProvider(""))
            gone = provider.Authority;

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = $"http://{gone}/v1" });

        Assert.Equal((FailureKind.Transient, null), (failed.Kind, failed.StatusCode));
        Assert.Contains(gone, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_tls_handshake_is_transient()
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}");

        var failed = await Calling.FailAsync(
            new ProviderOptions { BaseUrl = provider.BaseUrl.Replace("http:", "https:", StringComparison.Ordinal) });

        Assert.Equal((FailureKind.Transient, null), (failed.Kind, failed.StatusCode));
    }

    [Fact]
    public async Task A_connection_that_takes_too_long_to_stand_is_transient()
    {
        await using var provider = new RawProvider(says: null);
        await using var adapter = Calling.Adapter(new ProviderOptions { BaseUrl = $"https://{provider.Authority}/v1" }, connectTimeout: Short);

        var reply = await adapter.CallAsync(Calling.Chat, TestContext.Current.CancellationToken).WaitAsync(
            Calling.Patience, TestContext.Current.CancellationToken);

        Assert.Equal(FailureKind.Transient, Assert.IsType<ProviderReply.Failed>(reply).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_is_thrown(bool afterTheHeaders)
    {
        using var cancellation = new CancellationTokenSource();
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            if (afterTheHeaders)
                await context.Response.Body.FlushAsync(context.RequestAborted);
            await cancellation.CancelAsync();
            await UntilGone(context);
        });
        await using var adapter = Calling.Adapter(new ProviderOptions { BaseUrl = provider.BaseUrl });

        var calling = adapter.CallAsync(Calling.Chat, cancellation.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => calling.WaitAsync(Calling.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_silent_connection_is_kept_alive_by_the_system()
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}");
        var url = new Uri(provider.BaseUrl);

        using var socket = await ProviderConnections.ConnectAsync(
            new DnsEndPoint(url.Host, url.Port), TestContext.Current.CancellationToken);

        Assert.NotEqual(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(60, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
    }

    private static async Task UntilGone(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
