using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using Microsoft.Playwright;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>Pages where something is in the way: a key that is asked for, a broker that is away.</summary>
public sealed class PageAccessTests : IDisposable
{
    private const string Key = "the-key-of-the-browser-0123456789";

    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_from_elsewhere_signs_in_with_the_key_and_out_again()
    {
        var configuration = new
        {
            Transport = "memory",
            Providers = new { P = new { Kind = "simulator" } },
            Monitor = new { Store = _store.File },
        };
        await using var worker = await WorkerProcess.StartAsync(
            configuration, Cancellation, new Dictionary<string, string?> { ["DISPATCH__APIKEY"] = "env:THE_KEY", ["THE_KEY"] = Key });
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(worker.Address);
        // As a proxy would say it: whoever it is, it is not somebody at this machine.
        await look.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Forwarded-For"] = "192.0.2.7" });
        var field = look.Page.GetByLabel("API key");

        await look.GoAsync("/dead-letters?state=any");
        await look.PictureAsync("sign-in");
        await field.FillAsync("a-guess");
        await look.Named(AriaRole.Button, "Sign in").ClickAsync();
        await look.SeesAsync("That is not the API key of this worker.");
        await field.FillAsync(Key);
        await look.Named(AriaRole.Button, "Sign in").ClickAsync();

        await look.Page.WaitForURLAsync("**/dead-letters?state=any");
        await look.SeesAsync("No dead letters");
        // Where one comes back to who signs in after a preview.
        await look.GoAsync("/replays/new/preview");
        await look.Page.WaitForURLAsync("**/dead-letters");
        await look.GoAsync("/");
        await look.SeesAsync("This worker waits for its first one.");
        await look.Named(AriaRole.Button, "Sign out").ClickAsync();
        await Assertions.Expect(field).ToBeVisibleAsync();
        await look.GoAsync("/audit");
        await Assertions.Expect(field).ToBeVisibleAsync();
        Assert.Empty(look.Complaints);
    }

    [Fact]
    public async Task While_the_broker_is_away_the_pages_are_there_and_say_so()
    {
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(await broker.CreateVirtualHostAsync(Cancellation));
        await scenario.AddProviderAsync("alpha");
        scenario.Monitor = new { Store = _store.File };
        var worker = await scenario.StartWorkerAsync(WorkerRoles.WorkerAndMonitor);
        await Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(1)], Cancellation);
        await _store.WaitForAsync(1, Cancellation);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(worker.Address);
        await look.GoAsync("/");
        await look.SeesAsync("alpha");

        await broker.StopAsync(Cancellation);
        await look.SeesAsync("Not ready");
        await look.PictureAsync("overview-broker-away");
        await look.GoAsync("/dead-letters");
        await Assertions.Expect(look.Page.Locator(".group .count")).ToHaveTextAsync("1");

        await look.GoAsync("/");
        await broker.StartAsync(Cancellation);
        await Assertions.Expect(look.Page.GetByText("Not ready").First).Not.ToBeVisibleAsync(new() { Timeout = 90_000 });
        Assert.Empty(look.Complaints);
    }

    public void Dispose() => _store.Dispose();
}
