using Dispatch.Integration.Tests.Brokers;
using Microsoft.Playwright;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>The whole story in a browser: a provider is down, its dead letters are one group, and a replay with a ramp puts them right.</summary>
public sealed class OutageStoryTests(BrokerFixture brokers)
{
    private const int Requests = 12;

    [Fact]
    public async Task An_outage_is_seen_understood_and_put_right()
    {
        await using var outage = await Outage.BeginAsync(brokers, Requests);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(outage.Worker.Address);

        await look.GoAsync("/");
        await look.SeesAsync("openai");
        await Assertions.Expect(look.Page.GetByText("100 %").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await look.PictureAsync("overview");

        await look.Named(AriaRole.Link, "Dead letters").ClickAsync();
        await Assertions.Expect(look.Page.Locator(".group .count")).ToHaveTextAsync($"{Requests}", new() { Timeout = 60_000 });
        await Assertions.Expect(look.Page.Locator(".group")).ToHaveCountAsync(1);
        await look.SeesAsync("The engine is overloaded, please try again later");
        await look.PictureAsync("groups");

        await UnderstandAsync(look);

        outage.End();
        await look.GoAsync("/dead-letters");
        await look.Named(AriaRole.Button, "Replay…").ClickAsync();
        await look.SeesAsync($"Send {Requests} requests again.");
        await look.PictureAsync("replay-preview");
        Assert.Equal(Requests, outage.Provider.CallCount);

        await look.Named(AriaRole.Button, $"Replay {Requests} requests").ClickAsync();
        await look.Page.WaitForURLAsync("**/replays/*");
        await look.SeesAsync("Everything was sent, and every outcome is known.");
        await Assertions.Expect(look.Page.Locator(".progress .legend")).ToHaveTextAsync($"resolved {Requests}");
        await look.PictureAsync("replay-done");
        Assert.Equal(2 * Requests, outage.Provider.CallCount);

        await look.Named(AriaRole.Link, "Dead letters").ClickAsync();
        await look.SeesAsync("No open dead letters");
        await look.PictureAsync("groups-empty");
        await look.Named(AriaRole.Link, "Audit").ClickAsync();
        await look.SeesAsync("replay");
        await look.PictureAsync("audit");
        Assert.Empty(look.Complaints);
    }

    private static async Task UnderstandAsync(Look look)
    {
        await look.Page.Locator(".group h2 a").ClickAsync();
        await look.SeesAsync($"{Requests} dead letters match");
        await look.PictureAsync("list");
        await look.Named(AriaRole.Link, "ticket-4703").ClickAsync();
        await look.SeesAsync("Summarise the ticket in one sentence.");
        await Assertions.Expect(look.Page.Locator(".timeline tbody tr")).ToHaveCountAsync(1);
        await look.SeesAsync("status 503");

        await look.Page.GetByPlaceholder("What you found out").FillAsync("Their status page says so too. <b>Wait.</b>");
        await look.Named(AriaRole.Button, "Add note").ClickAsync();
        await look.SeesAsync("The note was added.");
        await look.SeesAsync("<b>Wait.</b>");
        await look.PictureAsync("detail");
        Assert.Null(await look.Page.EvaluateAsync<int?>("window.harm ?? null"));
    }
}
