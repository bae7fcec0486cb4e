using Microsoft.Playwright;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>A Chromium without a window. Each look has a profile of its own.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>The path of a Chromium or Chrome, in place of one that is installed here.</summary>
    public const string PathVariable = "DISPATCH_TEST_BROWSER";

    private static readonly string[] Installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <exception cref="InvalidOperationException">There is none; the message says what to install.</exception>
    public static async Task<Browser> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named ? named : Array.Find(Installed, File.Exists);
        if (path is null)
            throw new InvalidOperationException($"There is no Chromium. Install it (Debian, Ubuntu: apt-get install chromium), or name one in {PathVariable}.");

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                "--disable-features=OptimizationHints,MediaRouter,Translate",
            ],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>Opens a page of a worker.</summary>
    public async Task<Look> OpenAsync(Uri worker, int width = 1240, int height = 900, ColorScheme scheme = ColorScheme.Light, bool runsScripts = true)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = worker.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = runsScripts,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Look(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
