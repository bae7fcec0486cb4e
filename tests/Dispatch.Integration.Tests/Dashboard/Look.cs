using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>A page of a worker in a browser. Keeps what the browser complains of: errors of scripts, and what the page's policy blocks.</summary>
public sealed class Look : IAsyncDisposable
{
    /// <summary>A folder that pictures are put into; without it none are taken.</summary>
    public const string PicturesVariable = "DISPATCH_TEST_PICTURES";

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    internal Look(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // A page that is answered with 404 or 409 on purpose is an error to the console too.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of so far.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Goes to a path of the worker.</summary>
    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded }))!;

    /// <summary>The first element of this role and name.</summary>
    public ILocator Named(AriaRole role, string name) => Page.GetByRole(role, new PageGetByRoleOptions { Name = name, Exact = true }).First;

    /// <summary>Waits until the page shows this text.</summary>
    public Task SeesAsync(string text) =>
        Page.GetByText(text).First.WaitForAsync(new LocatorWaitForOptions { Timeout = 60_000 });

    /// <summary>Takes a picture where pictures are wanted.</summary>
    public async Task PictureAsync(string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = whole });
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
