using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>What an operator does with dead letters over HTTP, at a real worker with a store: from the failure to an empty list.</summary>
public sealed class DeadLetterApiTests(BrokerFixture brokers) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly StoreFolder _store = new();
    private readonly HttpClient _http = new();
    private Uri _worker = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Letters_are_seen_by_their_cause_previewed_replayed_and_resolved()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = _store.File };
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Status(400, "The field is not known."));
        _worker = (await scenario.StartWorkerAsync(WorkerRoles.WorkerAndMonitor)).Address;
        var lines = string.Join('\n', Enumerable.Range(1, 12).Select(each => $$$"""{"id":"r-{{{each}}}","routingGroup":"alpha","metadata":{"team":"search"},"body":{"n":{{{each}}}}}"""));
        await PostAsync("api/completion-requests", lines, "application/jsonl");
        await _store.WaitForAsync(12, Cancellation);

        var group = (await GetAsync("api/dead-letters/groups"))["groups"]!.AsArray().Single()!;
        var preview = await PostAsync("api/replays/preview", $$"""{"fingerprint":"{{(string)group["fingerprint"]!}}"}""");
        provider.Behaviour = Behaviours.Answer();
        var job = await PostAsync("api/replays", $$"""{"fingerprint":"{{(string)group["fingerprint"]!}}","rate":100,"patience":30,"remark":"mended"}""");
        var done = await UntilAsync($"api/replays/{(string)job["id"]!}", replay => (string)replay["state"]! == "done");

        Assert.Equal(("The field is not known.", 12, "alpha"), ((string)group["pattern"]!, (int)group["count"]!, (string)group["provider"]!));
        Assert.Equal((12, 12), ((int)preview["total"]!, (int)preview["toSend"]!));
        Assert.Equal(12, (int)done["progress"]!["resolved"]!);
        Assert.Equal((0, 12), ((int)(await GetAsync("api/dead-letters/counts"))["open"]!, (int)(await GetAsync("api/dead-letters/counts"))["resolved"]!));
        Assert.Empty((await GetAsync("api/dead-letters"))["letters"]!.AsArray());
        var letter = (await GetAsync("api/dead-letters?state=resolved&requestId=r-1"))["letters"]!.AsArray().Single()!;
        Assert.Equal("resolved", (string)(await GetAsync($"api/dead-letters/{(string)letter["id"]!}"))["replays"]![0]!["item"]!["state"]!);
        Assert.Equal(24, provider.Calls.Count);
    }

    [Fact]
    public async Task What_was_written_to_do_harm_is_text_in_exports_and_filters()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = _store.File };
        await scenario.AddProviderAsync("alpha", Behaviours.Status(400, "=cmd|' /C calc'!A0"));
        _worker = (await scenario.StartWorkerAsync(WorkerRoles.WorkerAndMonitor)).Address;
        const string Spread = """{"id":"=1+1","routingGroup":"alpha","body":{ "text":""" + "\n\r\n" + """ "\u0000 and a line break between tokens"}}""";
        await PostAsync("api/completion-requests", Spread);
        await _store.WaitForAsync(1, Cancellation);

        var csv = await _http.GetStringAsync(new Uri(_worker, "api/dead-letters/export?format=csv"), Cancellation);
        var jsonl = await _http.GetStringAsync(new Uri(_worker, "api/dead-letters/export"), Cancellation);
        var openAi = await _http.GetStringAsync(new Uri(_worker, "api/dead-letters/export?format=openai"), Cancellation);

        Assert.Contains(",\"'=1+1\",open,", csv, StringComparison.Ordinal);
        Assert.Equal("=1+1", (string)JsonNode.Parse(Assert.Single(jsonl.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!["letter"]!["id"]!);
        Assert.Equal("rejected", (string)JsonNode.Parse(Assert.Single(openAi.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!["error"]!["code"]!);
        foreach (var filter in (string[])["q=%00%27%22%3B--", "q=%22*%22+OR+1", "metadata.%27%3B--=x", "provider=%00", "fingerprint=%27+or+1=1", $"id={new string('x', 4000)}", "from=0001-01-01", "to=9999-12-31"])
            await GetAsync($"api/dead-letters?{filter}");
        Assert.Single((await GetAsync("api/dead-letters"))["letters"]!.AsArray());
    }

    public void Dispose()
    {
        _http.Dispose();
        _store.Dispose();
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(_worker, path), Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> PostAsync(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new(type);
        using var response = await _http.PostAsync(new Uri(_worker, path), content, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> holds)
    {
        JsonNode answer;
        while (!holds(answer = await GetAsync(path)))
            await Task.Delay(Interval, Cancellation);
        return answer;
    }
}
