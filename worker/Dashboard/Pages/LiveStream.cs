using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.Components;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>
/// The live part of a page as server-sent events: sent whole whenever it looks different. A page's own address, asked for as
/// <c>text/event-stream</c>, answers with it.
/// </summary>
internal static class LiveStream
{
    /// <summary>How often a page is looked at anew.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    // Proxies close what is silent; a browser that is gone is noticed by writing.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public static bool IsAskedFor(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Goes on until the browser goes, or the worker stops.</summary>
    public static async Task WriteAsync(HttpContext context, Func<CancellationToken, Task<RenderFragment?>> content)
    {
        var services = context.RequestServices;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        // A stream would hold up the end of the worker, which waits for requests that are answered.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        PageWriter.SetHeaders(context.Response);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await RunAsync(context.Response, async () => await PageWriter.RenderAsync(services, await ReadAsync(content, ending.Token)), time, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The end of every stream.
        }
    }

    // A store that is away for a moment must not end the stream.
    private static async Task<RenderFragment> ReadAsync(Func<CancellationToken, Task<RenderFragment?>> content, CancellationToken cancellationToken)
    {
        try
        {
            return await content(cancellationToken) ?? ErrorParts.Missing;
        }
        catch (StoreException store)
        {
            return ErrorParts.Store(store.Message);
        }
    }

    private static async Task RunAsync(HttpResponse response, Func<Task<string>> render, TimeProvider time, CancellationToken ending)
    {
        using var timer = new PeriodicTimer(Interval, time);
        string? shown = null;
        var spoke = time.GetTimestamp();
        do
        {
            var text = await render();
            if (text != shown)
                await response.WriteAsync(Event(text), ending);
            else if (time.GetElapsedTime(spoke) >= Silence)
                await response.WriteAsync(":\n\n", ending);
            else
                continue;

            await response.Body.FlushAsync(ending);
            (shown, spoke) = (text, time.GetTimestamp());
        }
        while (await timer.WaitForNextTickAsync(ending));
    }

    /// <summary>A message in the format of server-sent events: each line of the text on a line of its own.</summary>
    public static string Event(string text) =>
        $"data: {text.ReplaceLineEndings("\n").Replace("\n", "\ndata: ", StringComparison.Ordinal)}\n\n";
}
