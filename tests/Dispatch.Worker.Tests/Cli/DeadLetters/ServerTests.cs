using System.Net;
using System.Net.Sockets;
using Dispatch.Contracts;
using Dispatch.Worker.Cli.DeadLetters;
using Dispatch.Worker.Dashboard.Api.Queries;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.Tests.Dashboard;
using Dispatch.Worker.Tests.DeadLetters;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

/// <summary>What can go wrong with a worker that is asked, and what is the same on both sides.</summary>
public sealed class ServerTests : IAsyncDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task Changing_something_needs_the_key_and_it_is_read_from_where_it_is_kept()
    {
        await _run.StartServerAsync(hasKey: true);
        await _run.RecordAsync(Letters.Make());

        Assert.Equal(2, await _run.RunAsync("archive", "--all"));
        Assert.Contains("Here the key is read from DISPATCH_API_KEY, or from what --api-key refers to.", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await _run.Store.Reader.CountsAsync(TestContext.Current.CancellationToken)).Open);

        _run.Set("ELSEWHERE", GatedApp.Key);
        Assert.Equal((0, ""), (await _run.RunAsync("archive", "--all", "--api-key", "env:ELSEWHERE"), _run.Error));
        _run.Set("DISPATCH_API_KEY", GatedApp.Key);
        Assert.Equal((0, ""), (await _run.RunAsync("restore", "--all"), _run.Error));
        Assert.Equal("1 dead letter restored.", _run.Output.Trim());
    }

    [Fact]
    public async Task A_worker_that_does_not_listen_is_told()
    {
        Assert.Equal(3, await _run.InvokeAsync("list", "--server", "http://127.0.0.1:1"));
        Assert.StartsWith("The worker at http://127.0.0.1:1/ cannot be asked: ", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_that_listens_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);

        Assert.Equal(3, await _run.InvokeAsync("groups", "--server", $"http://{listener.LocalEndpoint}"));
        await answering;
        Assert.Contains("is --server a worker of this version?", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_is_the_same_on_both_sides()
    {
        LetterFilter[] filters =
        [
            LetterFilter.All, LetterFilter.Open, new() { Ids = ["a", "b"] },
            new()
            {
                States = [LetterState.Archived, LetterState.Superseded], Fingerprint = "f00d", RoutingGroup = "a&b=ü", Reason = DeadLetterReason.DeadlineExceeded,
                Kind = FailureKind.RateLimited, Provider = "x y", Metadata = [KeyValuePair.Create("te=na?nt", "100%")], Text = "two words", From = Letters.Noon.AddTicks(12_345),
                To = Letters.Noon.AddHours(1), RequestId = "r/1",
            },
        ];
        foreach (var filter in filters)
        {
            var query = new QueryReader(new QueryCollection(QueryHelpers.ParseQuery(ServerQuery.Of(filter))));
            var read = LetterQuery.Read(query);

            Assert.Null(query.Finish());
            Assert.Equal(LetterQuery.Write(filter), LetterQuery.Write(read));
            Assert.Equal(LetterQuery.Write(filter), ServerQuery.Of(filter));
        }
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var buffer = new byte[4096];
        Assert.True(await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\nConnection: close\r\n\r\nhello"u8.ToArray(), TestContext.Current.CancellationToken);
    }
}
