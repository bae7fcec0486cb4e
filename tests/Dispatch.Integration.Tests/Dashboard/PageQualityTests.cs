using Dispatch.Integration.Tests.Brokers;
using Microsoft.Playwright;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>The pages are for everybody: on a phone, in light and dark, by keyboard alone, and without scripts.</summary>
public sealed class PageQualityTests(BrokerFixture brokers)
{
    private static readonly string[] Paths = ["/", "/dead-letters", "/dead-letters/list", "/replays/new?state=open", "/replays", "/audit", "/nowhere"];

    [Fact]
    public async Task Every_page_fits_a_phone_and_can_be_read_in_light_and_dark()
    {
        await using var outage = await Outage.BeginAsync(brokers, 3);
        await using var browser = await Browser.StartAsync();

        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 360), (ColorScheme.Dark, 360), (ColorScheme.Light, 1240), (ColorScheme.Dark, 1240) })
        {
            await using var look = await browser.OpenAsync(outage.Worker.Address, width, scheme: scheme);
            await look.GoAsync("/dead-letters/list");
            var letter = await look.Page.Locator(".letters tbody a").First.GetAttributeAsync("href");
            foreach (var path in Paths.Append(letter!))
            {
                await look.GoAsync(path);
                await look.PictureAsync($"{scheme}-{width}-{path.Split('?')[0].Trim('/').Replace('/', '-')}");
                var where = $"{path}, {scheme}, {width} pixels";
                Assert.True(await look.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{where}: wider than the screen");
                var faint = await PageLook.FaintAsync(look.Page);
                Assert.True(faint is [], $"{where}: hard to read: {string.Join("; ", faint)}");
                Assert.True(await PageLook.UnnamedAsync(look.Page) == 0, $"{where}: a control has no name");
            }

            Assert.Empty(look.Complaints);
        }
    }

    [Fact]
    public async Task Everything_can_be_done_by_keyboard()
    {
        await using var outage = await Outage.BeginAsync(brokers, 2);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(outage.Worker.Address);
        outage.End();

        await look.GoAsync("/dead-letters/list");
        await look.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await PageLook.FocusedAsync(look.Page));
        await look.Page.Keyboard.PressAsync("Enter");
        await PageLook.TabToAsync(look.Page, "Choose ticket-4700");
        await look.Page.Keyboard.PressAsync("Space");
        await look.SeesAsync("1 chosen");
        await PageLook.TabToAsync(look.Page, "Replay chosen…", backwards: true);
        await look.Page.Keyboard.PressAsync("Enter");
        await look.SeesAsync("Send 1 request again.");
        await PageLook.TabToAsync(look.Page, "Replay 1 request");
        await look.Page.Keyboard.PressAsync("Enter");
        await look.SeesAsync("Everything was sent, and every outcome is known.");
    }

    [Fact]
    public async Task Without_scripts_letters_are_archived_and_restored()
    {
        await using var outage = await Outage.BeginAsync(brokers, 2);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(outage.Worker.Address, runsScripts: false);

        await look.GoAsync("/dead-letters/list");
        await look.Page.GetByLabel("Choose ticket-4701").CheckAsync();
        await look.Named(AriaRole.Button, "Archive chosen").ClickAsync();
        await look.SeesAsync("1 dead letter archived.");
        await look.SeesAsync("1 dead letter matches");

        await look.GoAsync("/dead-letters/list?state=archived");
        await look.Page.GetByLabel("Choose ticket-4701").CheckAsync();
        await look.Named(AriaRole.Button, "Restore chosen").ClickAsync();
        await look.SeesAsync("1 dead letter open again.");

        await look.Named(AriaRole.Link, "Dead letters").ClickAsync();
        await look.Named(AriaRole.Button, "Replay…").ClickAsync();
        await look.Page.GetByLabel("Time to answer").FillAsync("soon");
        await look.Named(AriaRole.Button, "Preview").ClickAsync();
        await look.SeesAsync("The time to answer is 'soon'; it must be a duration such as 30m, 2h or 1d.");
    }

    [Fact]
    public async Task What_was_changed_after_the_preview_is_shown_before_it_is_done()
    {
        await using var outage = await Outage.BeginAsync(brokers, 2);
        await using var browser = await Browser.StartAsync();
        await using var look = await browser.OpenAsync(outage.Worker.Address);

        await look.GoAsync("/replays/new?state=open");
        await look.Page.GetByLabel("Routing group or provider").FillAsync("nobody");
        await look.Named(AriaRole.Button, "Replay 2 requests").ClickAsync();

        await look.SeesAsync("Something was changed after the preview.");
        await look.SeesAsync("has no routing group or provider 'nobody'");
        await look.GoAsync("/replays");
        await look.SeesAsync("Nothing was replayed yet");
    }
}
