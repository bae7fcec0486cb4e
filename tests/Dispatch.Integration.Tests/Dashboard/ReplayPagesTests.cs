using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Providers;
using Microsoft.Playwright;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>Replays in a browser, beyond the one where all goes well: an edited body, a pause, an end before the end.</summary>
public sealed class ReplayPagesTests(BrokerFixture brokers)
{
    private const int Requests = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_letter_is_replayed_with_an_edited_body_and_keeps_its_own(bool isOnPostgreSql)
    {
        await using var outage = await Outage.BeginAsync(brokers, Requests, isOnPostgreSql ? await PostgresFixture.CreateDatabaseAsync(Cancellation) : null);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(outage.Worker.Address);
        outage.End();
        await look.GoAsync("/dead-letters/list?text=ticket-4702");
        await look.Named(AriaRole.Link, "ticket-4702").ClickAsync();
        await look.Page.WaitForURLAsync("**/dead-letters/*");
        var letter = look.Page.Url;
        await look.Named(AriaRole.Button, "Replay…").ClickAsync();
        var body = look.Page.GetByLabel("Body", new() { Exact = true });

        await body.FillAsync("{ \"messages\": [");
        await look.Named(AriaRole.Button, "Preview").ClickAsync();
        await look.SeesAsync("The body is no JSON: line 1");
        await Assertions.Expect(body).ToHaveValueAsync("{ \"messages\": [");
        await look.PictureAsync("replay-bad-body");
        await body.FillAsync("""{ "messages": [], "stream": true }""");
        await look.Named(AriaRole.Button, "Preview").ClickAsync();
        await look.SeesAsync("'body' asks for a stream");
        await body.FillAsync("""{ "messages": [{ "role": "user", "content": "Say it again, shorter." }] }""");
        await look.Named(AriaRole.Button, "Preview").ClickAsync();
        await look.SeesAsync("Send 1 request again.");
        await look.PictureAsync("replay-edited-body");
        await look.Named(AriaRole.Button, "Replay 1 request").ClickAsync();

        await look.SeesAsync("Everything was sent, and every outcome is known.");
        Assert.Contains("Say it again, shorter.", outage.Provider.Calls[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Summarise", outage.Provider.Calls[^1].Text, StringComparison.Ordinal);
        await look.GoAsync(letter);
        await look.SeesAsync("Summarise the ticket in one sentence.");
        await look.SeesAsync("resolved");
        Assert.Empty(look.Complaints);
    }

    [Fact]
    public async Task A_replay_that_is_paused_sends_nothing_until_it_is_resumed()
    {
        await using var outage = await Outage.BeginAsync(brokers, Requests);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(outage.Worker.Address);
        var gate = await OrderAsync(outage, look);

        await look.Named(AriaRole.Button, "Pause").ClickAsync();
        await look.SeesAsync("Nothing more is sent until it is resumed");
        gate.Open();
        await Assertions.Expect(look.Page.Locator(".progress .legend")).ToContainTextAsync("resolved 1", new() { Timeout = 60_000 });
        await look.PictureAsync("replay-paused");
        Assert.Equal(Requests + 1, outage.Provider.CallCount);

        await look.Named(AriaRole.Button, "Resume").ClickAsync();
        await look.SeesAsync("Everything was sent, and every outcome is known.");
        await Assertions.Expect(look.Page.Locator(".progress .legend")).ToHaveTextAsync($"resolved {Requests}");
        Assert.Equal(2 * Requests, outage.Provider.CallCount);
        Assert.Empty(look.Complaints);
    }

    [Fact]
    public async Task What_a_cancelled_replay_has_not_sent_stays_open()
    {
        await using var outage = await Outage.BeginAsync(brokers, Requests);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(outage.Worker.Address, width: 360, scheme: ColorScheme.Dark);
        var gate = await OrderAsync(outage, look);

        await look.Named(AriaRole.Button, "Cancel").ClickAsync();
        await look.SeesAsync("What was not sent stays as it was");
        gate.Open();
        await Assertions.Expect(look.Page.Locator(".progress .legend")).ToContainTextAsync("resolved 1", new() { Timeout = 60_000 });
        await look.PictureAsync("replay-cancelled-phone");
        await look.GoAsync("/dead-letters");
        await Assertions.Expect(look.Page.Locator(".group .count")).ToHaveTextAsync($"{Requests - 1}", new() { Timeout = 60_000 });

        Assert.Equal(Requests + 1, outage.Provider.CallCount);
        Assert.Empty(look.Complaints);
    }

    /// <summary>Orders a replay of all; the call of its first step is held by the gate that is returned.</summary>
    private static async Task<Gate> OrderAsync(Outage outage, Look look)
    {
        var gate = new Gate();
        outage.Provider.Behaviour = gate.Behaviour;
        await look.GoAsync("/dead-letters");
        await look.Named(AriaRole.Button, "Replay…").ClickAsync();
        await look.Named(AriaRole.Button, $"Replay {Requests} requests").ClickAsync();
        await look.Page.WaitForURLAsync("**/replays/*");
        await outage.Provider.WaitForCallsAsync(Requests + 1, Cancellation);
        return gate;
    }
}
