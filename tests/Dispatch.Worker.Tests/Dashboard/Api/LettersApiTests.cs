using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Contracts;
using Dispatch.Worker.Dashboard.Api;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.Tests.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using LetterSamples = Dispatch.Worker.Tests.DeadLetters.Letters;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>Dead letters are seen and put aside over HTTP, on a real store.</summary>
public sealed class LettersApiTests : IAsyncLifetime
{
    private const string Here = "127.0.0.1";

    private readonly StoreFixture _store = new();
    private GatedApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.RecordAsync(
            LetterSamples.Make("a-1", at: LetterSamples.Noon, metadata: ("team", "search")),
            LetterSamples.Make("a-2", at: LetterSamples.Noon.AddMinutes(1), metadata: ("team", "ads")),
            LetterSamples.Make("b-1", "summaries", LetterSamples.Noon.AddMinutes(2), "Invalid key", "groq", FailureKind.Credential));
        _app = await GatedApp.StartAsync(hasKey: false, services =>
        {
            services.AddSingleton(_store.Store);
            services.AddSingleton(_store.Reader);
            services.AddSingleton(_store.Audit);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _store.Dispose();
    }

    [Theory]
    [InlineData("", "b-1 a-2 a-1")]
    [InlineData("?routingGroup=chat", "a-2 a-1")]
    [InlineData("?provider=groq&kind=credential&reason=chainExhausted", "b-1")]
    [InlineData("?kind=Credential", "b-1")]
    [InlineData("?metadata.team=ads", "a-2")]
    [InlineData("?q=invalid+ke", "b-1")]
    [InlineData("?from=2026-03-04T12:01:00Z&to=2026-03-04T12:02:00Z", "a-2")]
    [InlineData("?requestId=a-1", "a-1")]
    [InlineData("?state=archived", "")]
    [InlineData("?state=archived,open", "b-1 a-2 a-1")]
    [InlineData("?state=all&limit=1", "b-1")]
    public async Task The_list_shows_what_the_filter_lets_through_newest_first(string query, string expected)
    {
        var page = await GetAsync($"/api/dead-letters{query}");

        Assert.Equal(expected, string.Join(' ', page["letters"]!.AsArray().Select(letter => (string)letter!["requestId"]!)));
    }

    [Theory]
    [InlineData("?routinggroup=chat", "unknown-parameter", "'routinggroup' is not known here. Did you mean \"routingGroup\"? Known are id, state, fingerprint, routingGroup, reason, kind, provider, q, from, to, requestId, cursor, limit, metadata.KEY.")]
    [InlineData("?state=opened", "bad-parameter", "'state' is 'opened'; it must be all, or of open, replaying, resolved, archived, superseded, more than one with commas between them.")]
    [InlineData("?reason=exhausted", "bad-parameter", "'reason' is 'exhausted'; it must be one of faulted, chainExhausted, rejected, deadlineExceeded, unroutable, malformed.")]
    [InlineData("?limit=501", "bad-parameter", "'limit' is '501'; it must be a whole number from 1 to 500.")]
    [InlineData("?cursor=..%2F..", "bad-cursor", "'cursor' is '../..', which no page has given; take 'next' of the page before as it is, or leave it out.")]
    [InlineData("?cursor=-1", "bad-cursor", "'cursor' is '-1', which no page has given; take 'next' of the page before as it is, or leave it out.")]
    [InlineData("?cursor=ffffffffffffffff", "bad-cursor", "'cursor' is 'ffffffffffffffff', which no page has given; take 'next' of the page before as it is, or leave it out.")]
    public async Task A_query_that_is_wrong_is_refused_with_what_would_be_right(string query, string type, string detail)
    {
        var problem = await GetAsync($"/api/dead-letters{query}", HttpStatusCode.BadRequest);

        Assert.Equal(($"urn:dispatch:problem:{type}", detail), ((string)problem["type"]!, (string)problem["detail"]!));
    }

    [Fact]
    public async Task Pages_follow_each_other_by_next_and_by_the_Link_header()
    {
        using var first = await _app.SendAsync("GET", "/api/dead-letters?limit=1&state=all&q=failed", Here);
        var page = JsonNode.Parse(await first.Content.ReadAsStringAsync(Cancellation))!;
        var link = first.Headers.GetValues("Link").Single();
        using var second = await _app.SendAsync("GET", link[1..link.IndexOf('>', StringComparison.Ordinal)], Here);
        var next = JsonNode.Parse(await second.Content.ReadAsStringAsync(Cancellation))!;

        Assert.Equal($"</api/dead-letters?limit=1&state=all&q=failed&cursor={(string)page["next"]!}>; rel=\"next\"", link);
        Assert.Equal(("b-1", "a-2"), ((string)page["letters"]![0]!["requestId"]!, (string)next["letters"]![0]!["requestId"]!));
        using var last = await _app.SendAsync("GET", $"/api/dead-letters?limit=2&state=all&cursor={(string)page["next"]!}", Here);
        Assert.False(last.Headers.Contains("Link"));
    }

    [Fact]
    public async Task One_letter_is_shown_whole()
    {
        var id = await IdOfAsync("a-1");

        var letter = await GetAsync($"/api/dead-letters/{id}");

        Assert.Equal((id, "a-1", "open"), ((string)letter["summary"]!["id"]!, (string)letter["letter"]!["id"]!, (string)letter["summary"]!["state"]!));
        Assert.Equal("search", (string)letter["summary"]!["metadata"]!["team"]!);
        Assert.Equal(("transient", 1.0), ((string)letter["letter"]!["attempts"]![0]!["failureKind"]!, (double)letter["letter"]!["attempts"]![0]!["duration"]!));
        Assert.Equal("Hello", (string)letter["letter"]!["request"]!["body"]!["messages"]![0]!["content"]!);
    }

    [Fact]
    public async Task Groups_and_counts_say_how_many_and_of_whom()
    {
        var groups = (await GetAsync("/api/dead-letters/groups"))["groups"]!.AsArray();
        var one = await GetAsync($"/api/dead-letters/groups/{(string)groups[1]!["fingerprint"]!}");

        Assert.Equal(["summaries 1 credential", "chat 2 transient"], groups.Select(group => $"{group!["routingGroup"]} {group["count"]} {group["kinds"]![0]}"));
        Assert.Equal(("team", 2, 1, 1), (
            (string)one["affected"]![0]!["name"]!, (int)one["affected"]![0]!["distinct"]!, (int)one["affected"]![0]!["values"]!["ads"]!,
            (int)one["affected"]![0]!["values"]!["search"]!));
        Assert.Equal(3, (int)(await GetAsync("/api/dead-letters/counts"))["open"]!);
    }

    [Theory]
    [InlineData("/api/dead-letters/nothing", "no-such-letter")]
    [InlineData("/api/dead-letters/groups/nothing", "no-such-group")]
    public async Task What_is_not_there_is_told(string path, string type) =>
        Assert.Equal($"urn:dispatch:problem:{type}", (string)(await GetAsync(path, HttpStatusCode.NotFound))["type"]!);

    [Fact]
    public async Task Letters_are_archived_and_restored_by_filter_and_it_is_known_who_did_it()
    {
        var archived = await PostAsync("/api/dead-letters/archive", """{"filter":{"metadata":{"team":"search"}}}""");
        var restored = await PostAsync("/api/dead-letters/restore", """{"all":true}""");
        var trail = (await GetAsync("/api/audit"))["entries"]!.AsArray();

        Assert.Equal((1, 1), ((int)archived["changed"]!, (int)restored["changed"]!));
        Assert.Equal(["restore this machine 1", "archive this machine 1"], trail.Select(entry => $"{entry!["action"]} {entry["who"]} {entry["count"]}"));
    }

    [Fact]
    public async Task One_letter_is_archived_once()
    {
        var id = await IdOfAsync("a-1");

        var changed = await PostAsync($"/api/dead-letters/{id}/archive", "");
        var again = await PostAsync($"/api/dead-letters/{id}/archive", "", HttpStatusCode.Conflict);
        await PostAsync("/api/dead-letters/nothing/archive", "", HttpStatusCode.NotFound);
        await PostAsync($"/api/dead-letters/{id}/restore", "");

        Assert.Equal(1, (int)changed["changed"]!);
        Assert.Equal("It is archived; it must be open, so that it can be put aside.", (string)again["detail"]!);
        Assert.Equal("open", (string)(await GetAsync($"/api/dead-letters/{id}"))["summary"]!["state"]!);
    }

    [Theory]
    [InlineData("", 415, "The Content-Type is 'text/plain'; send application/json.")]
    [InlineData("{}", 400, "None of 'ids', 'fingerprint', 'filter' and 'all' is given; give exactly one. All of them is {\"all\":true}.")]
    [InlineData("""{"all":true,"ids":["x"]}""", 400, "More than one of 'ids', 'fingerprint', 'filter' and 'all' is given; give exactly one. All of them is {\"all\":true}.")]
    [InlineData("""{"ids":[]}""", 400, "'ids' has 0 entries; it must have 1 to 1000. For more, use 'filter'.")]
    [InlineData("""{"ids":[""]}""", 400, "An entry of 'ids' is empty.")]
    [InlineData("""{"ids":"x"}""", 400, "'ids' can't be read: it must be a list, each entry a string.")]
    [InlineData("""{"ids":[7]}""", 400, "'ids[0]' can't be read: it must be a list, each entry a string.")]
    [InlineData("""{"fingerprnt":"x"}""", 400, "'fingerprnt' is not known here. Did you mean \"fingerprint\"? Known are ids, fingerprint, filter, all.")]
    [InlineData("""{"filter":{"provder":"x"}}""", 400, "'filter.provder' is not known here. Did you mean \"provider\"?")]
    [InlineData("""{"filter":{"kind":"odd"}}""", 400, "'filter.kind' can't be read: it must be one of unknown, transient,")]
    [InlineData("""{"filter":{"state":["odd"]}}""", 400, "'filter.state[0]' can't be read: it must be a list, each entry one of open, replaying,")]
    [InlineData("""{"filter":{"from":"yesterday"}}""", 400, "'filter.from' can't be read: it must be a time of ISO 8601")]
    [InlineData("""{"filter":{"q":" "}}""", 400, "'filter.q' is empty; give a value, or leave it out.")]
    [InlineData("""{"filter":{}}""", 400, "'filter' lets all through; say what is meant, or {\"all\":true} in its place.")]
    [InlineData("""{"fingerprint":""}""", 400, "'fingerprint' is empty.")]
    [InlineData("""{"\ud800":1}""", 400, "It holds an escaped half of a character")]
    [InlineData("""{"all":"yes"}""", 400, "'all' can't be read: it must be true or false.")]
    [InlineData("""{"all":true,"all":true}""", 400, "It is no JSON that can be read here:")]
    [InlineData("""{"all":tru""", 400, "It is no JSON that can be read here:")]
    [InlineData("[]", 400, "It must be a JSON object.")]
    [InlineData("null", 400, "It is null; it must be a JSON object.")]
    public async Task A_selection_that_is_wrong_changes_nothing(string body, int status, string detail)
    {
        var problem = await PostAsync("/api/dead-letters/archive", body, (HttpStatusCode)status, body.Length == 0 ? "text/plain" : "application/json");

        Assert.StartsWith(detail, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal(3, (await _store.Reader.CountsAsync(Cancellation)).Open);
    }

    [Fact]
    public async Task A_note_is_kept_with_who_wrote_it()
    {
        var id = await IdOfAsync("a-1");

        await PostAsync($"/api/dead-letters/{id}/notes", """{"text":" Wait for the new key. "}""", HttpStatusCode.NoContent);

        var note = (await GetAsync($"/api/dead-letters/{id}"))["notes"]![0]!;
        Assert.Equal(("Wait for the new key.", "this machine"), ((string)note["text"]!, (string)note["who"]!));
        await PostAsync("/api/dead-letters/nothing/notes", """{"text":"x"}""", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"text":" "}""", "'text' has 0 characters; it must have 1 to 4096.")]
    [InlineData("""{"text":null}""", "'text' can't be read: it must be a string.")]
    [InlineData("{}", "'text' has 0 characters; it must have 1 to 4096.")]
    public async Task A_note_that_is_none_is_refused(string body, string detail)
    {
        var problem = await PostAsync($"/api/dead-letters/{await IdOfAsync("a-1")}/notes", body, HttpStatusCode.BadRequest);

        Assert.StartsWith(detail, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_trail_has_pages()
    {
        for (var i = 0; i < 3; i++)
            await PostAsync("/api/dead-letters/archive", """{"fingerprint":"none"}""");

        var first = await GetAsync("/api/audit?limit=2");
        var second = await GetAsync($"/api/audit?limit=2&cursor={(string)first["next"]!}");

        Assert.Equal((2, 1), (first["entries"]!.AsArray().Count, second["entries"]!.AsArray().Count));
        Assert.Null(second["next"]);
        await GetAsync("/api/audit?cursor=x", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Exports_hold_what_the_filter_lets_through()
    {
        using var jsonl = await _app.SendAsync("GET", "/api/dead-letters/export?routingGroup=chat", Here);
        using var openAi = await _app.SendAsync("GET", "/api/dead-letters/export?format=openai&routingGroup=chat", Here);
        using var csv = await _app.SendAsync("GET", "/api/dead-letters/export?format=csv&routingGroup=chat", Here);

        Assert.Equal(["a-2", "a-1"], (await LinesAsync(jsonl)).Select(line => (string)JsonNode.Parse(line)!["letter"]!["request"]!["id"]!));
        Assert.Equal(["a-2 chainExhausted", "a-1 chainExhausted"], (await LinesAsync(openAi)).Select(line => JsonNode.Parse(line)!).Select(line => $"{line["custom_id"]} {line["error"]!["code"]}"));
        var table = await LinesAsync(csv);
        Assert.Equal(3, table.Length);
        Assert.StartsWith("id,requestId,state,", table[0], StringComparison.Ordinal);
        Assert.Equal(("text/csv", "attachment; filename=\"dead-letters.csv\""), (csv.Content.Headers.ContentType!.MediaType, csv.Content.Headers.ContentDisposition!.ToString()));
        await GetAsync("/api/dead-letters/export?format=xml", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("GET", "/api/dead-letters")]
    [InlineData("GET", "/api/dead-letters/x")]
    [InlineData("GET", "/api/dead-letters/groups")]
    [InlineData("GET", "/api/dead-letters/export")]
    [InlineData("POST", "/api/dead-letters/archive")]
    [InlineData("POST", "/api/dead-letters/x/notes")]
    [InlineData("GET", "/api/audit")]
    public async Task A_worker_without_the_role_monitor_says_who_has_it(string method, string path)
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync(method, path, Here);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:dispatch:problem:no-monitor"), (response.StatusCode, (string)problem["type"]!));
    }

    [Fact]
    public async Task What_is_written_is_read_as_the_same()
    {
        using var response = await _app.SendAsync("GET", "/api/dead-letters?limit=1", Here);
        var page = JsonSerializer.Deserialize<LetterPage>(await response.Content.ReadAsStringAsync(Cancellation), ApiJson.Exchange)!;
        var expected = await _store.Reader.PageAsync(LetterFilter.Open, null, 1, Cancellation);

        Assert.Equal(expected.Next, page.Next);
        Assert.Equal(expected.Letters[0].Metadata.AsEnumerable(), page.Letters[0].Metadata.AsEnumerable());
        Assert.Equal((expected.Letters[0].Id, expected.Letters[0].DeadLetteredAt), (page.Letters[0].Id, page.Letters[0].DeadLetteredAt));
    }

    private async Task<string> IdOfAsync(string request) => (string)(await GetAsync($"/api/dead-letters?state=all&requestId={request}"))["letters"]![0]!["id"]!;

    private async Task<JsonNode> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await _app.SendAsync("GET", path, Here);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(expected == response.StatusCode, $"{response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> PostAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        content.Headers.ContentType!.CharSet = null;
        using var response = await _app.SendAsync("POST", path, Here, content);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(expected == response.StatusCode, $"{response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    private static async Task<string[]> LinesAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
