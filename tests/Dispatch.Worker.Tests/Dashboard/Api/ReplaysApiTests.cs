using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Worker.Dashboard.Api;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Tests.DeadLetters;
using Dispatch.Worker.Tests.DeadLetters.Replays;
using Microsoft.Extensions.DependencyInjection;
using LetterSamples = Dispatch.Worker.Tests.DeadLetters.Letters;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>Replays are previewed, ordered and steered over HTTP, on a real store.</summary>
public sealed class ReplaysApiTests : IAsyncLifetime
{
    private const string Here = "127.0.0.1";

    private readonly StoreFixture _store = new();
    private ReplayProcess _process = null!;
    private GatedApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 30).Select(number => LetterSamples.Make($"a-{number}"))]);
        _process = new ReplayProcess(_store.Database, _store.Time);
        _app = await GatedApp.StartAsync(hasKey: false, services => services.AddSingleton(_process.Jobs).AddSingleton(_store.Reader).AddSingleton(_store.Audit));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _process.Dispose();
        _store.Dispose();
    }

    [Theory]
    [InlineData("/api/replays/preview")]
    [InlineData("/api/replays?preview=true")]
    public async Task A_preview_says_what_would_be_done_and_does_nothing(string path)
    {
        var preview = await PostAsync(path, """{"all":true,"changes":{"routingGroup":"other"},"rate":10}""");

        Assert.Equal((30, 30, "other"), ((int)preview["total"]!, (int)preview["toSend"]!, (string)preview["routes"]![0]!["willBe"]!));
        Assert.Equal(2.9, (double)preview["leastTime"]!);
        Assert.Empty((await GetAsync("/api/replays"))["jobs"]!.AsArray());
    }

    [Fact]
    public async Task A_replay_is_ordered_in_the_name_of_the_caller_and_can_be_looked_at()
    {
        var job = await PostAsync("/api/replays", """{"filter":{"routingGroup":"chat"},"rate":5,"patience":60,"remark":"mended"}""", HttpStatusCode.Created);
        var id = (string)job["id"]!;

        Assert.Equal(("running", 30, "this machine", "mended", 5.0, 60.0), (
            (string)job["state"]!, (int)job["progress"]!["total"]!, (string)job["order"]!["who"]!, (string)job["order"]!["remark"]!, (double)job["order"]!["rate"]!,
            (double)job["order"]!["patience"]!));
        Assert.Equal(id, (string)(await GetAsync($"/api/replays/{id}"))["id"]!);
        Assert.Equal(id, (string)(await GetAsync("/api/replays"))["jobs"]![0]!["id"]!);
        var items = await GetAsync($"/api/replays/{id}/letters?state=pending&limit=20");
        Assert.Equal((20, "20"), (items["items"]!.AsArray().Count, items["next"]!.ToJsonString()));
        Assert.Equal(10, (await GetAsync($"/api/replays/{id}/letters?limit=20&cursor=20"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_replay_is_paused_resumed_and_ended_and_each_is_in_the_trail()
    {
        var id = (string)(await PostAsync("/api/replays", """{"all":true}""", HttpStatusCode.Created))["id"]!;

        var paused = await PostAsync($"/api/replays/{id}/pause", "");
        var twice = await PostAsync($"/api/replays/{id}/pause", "", HttpStatusCode.Conflict);
        var resumed = await PostAsync($"/api/replays/{id}/resume", "");
        var ended = await PostAsync($"/api/replays/{id}/cancel", "");

        Assert.Equal(["paused", "running", "cancelled"], new[] { paused, resumed, ended }.Select(job => (string)job["state"]!));
        Assert.Equal("The replay is paused, and cannot be paused; only one that is running can.", (string)twice["detail"]!);
        var actions = (await GetAsync("/api/audit"))["entries"]!.AsArray().Select(entry => $"{entry!["action"]} {entry["who"]}").ToList();
        Assert.Contains("replay-paused this machine", actions);
        Assert.Contains("replay-cancelled this machine", actions);
    }

    [Theory]
    [InlineData("{}", "bad-selection", "None of 'ids', 'fingerprint', 'filter' and 'all' is given")]
    [InlineData("""{"all":true,"rate":0}""", "bad-order", "'rate' is 0; it must be 0.01 to 1000 requests a second.")]
    [InlineData("""{"all":true,"rate":"fast"}""", "bad-body", "'rate' can't be read: it must be a number.")]
    [InlineData("""{"all":true,"rte":1}""", "bad-body", "'rte' is not known here. Did you mean \"rate\"?")]
    [InlineData("""{"all":true,"changes":{"mdel":"m"}}""", "bad-body", "'changes.mdel' is not known here. Did you mean \"model\"?")]
    [InlineData("""{"all":true,"changes":{"body":[]}}""", "bad-order", "'body' is a JSON Array")]
    [InlineData("""{"all":true,"changes":{"timeToLive":"1h"}}""", "bad-body", "'changes.timeToLive' can't be read: it must be a number of seconds.")]
    [InlineData("""{"all":true,"patience":1e300}""", "bad-body", "'patience' can't be read: it must be a number of seconds.")]
    public async Task An_order_that_is_wrong_is_refused_with_what_would_be_right(string body, string type, string detail)
    {
        var problem = await PostAsync("/api/replays", body, HttpStatusCode.BadRequest);

        Assert.Equal($"urn:dispatch:problem:{type}", (string)problem["type"]!);
        Assert.StartsWith(detail, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Empty((await GetAsync("/api/replays"))["jobs"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", "/api/replays/nothing")]
    [InlineData("GET", "/api/replays/0197f3c2-5b7e-7c11-9a0e-3c1f0a7f6f2e")]
    [InlineData("GET", "/api/replays/0197f3c2-5b7e-7c11-9a0e-3c1f0a7f6f2e/letters")]
    [InlineData("POST", "/api/replays/nothing/pause")]
    [InlineData("POST", "/api/replays/0197f3c2-5b7e-7c11-9a0e-3c1f0a7f6f2e/cancel")]
    public async Task A_replay_that_is_not_there_is_told(string method, string path)
    {
        using var response = await _app.SendAsync(method, path, Here);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;

        Assert.Equal((HttpStatusCode.NotFound, "urn:dispatch:problem:no-such-replay"), (response.StatusCode, (string)problem["type"]!));
    }

    [Theory]
    [InlineData("/api/replays?cursor=forged")]
    [InlineData("/api/replays?limit=0")]
    [InlineData("/api/replays?state=running")]
    public async Task A_query_that_is_wrong_is_refused(string path) => await GetAsync(path, HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_worker_without_the_role_monitor_says_who_has_it()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync("GET", "/api/replays", Here);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task What_is_written_is_read_as_the_same()
    {
        var id = (string)(await PostAsync("/api/replays", """{"all":true,"changes":{"model":"m"}}""", HttpStatusCode.Created))["id"]!;

        var job = (await GetAsync($"/api/replays/{id}")).Deserialize<ReplayJob>(ApiJson.Exchange)!;

        Assert.Equal((ReplayState.Running, "m", 30), (job.State, job.Order.Changes.Model, job.Progress.Total));
    }

    private async Task<JsonNode> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await _app.SendAsync("GET", path, Here);
        return await ReadAsync(response, expected);
    }

    private async Task<JsonNode> PostAsync(string path, string body, HttpStatusCode? expected = HttpStatusCode.OK)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _app.SendAsync("POST", path, Here, content);
        return await ReadAsync(response, expected);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, HttpStatusCode? expected)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(expected is null || expected == response.StatusCode, $"{response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
