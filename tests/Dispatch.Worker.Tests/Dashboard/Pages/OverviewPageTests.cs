using System.Net;
using System.Text.RegularExpressions;
using Dispatch.Worker.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Dispatch.Worker.Tests.Dashboard.Pages;

/// <summary>The first page, as a browser gets it.</summary>
public sealed partial class OverviewPageTests
{
    private const string Here = "127.0.0.1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_overview_shows_the_providers_and_how_to_send_a_first_request()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        var page = await TextAsync(app, "/");

        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">p", page, StringComparison.Ordinal);
        Assert.Contains("not called yet", page, StringComparison.Ordinal);
        Assert.Contains($"&quot;routingGroup&quot;:&quot;chat&quot;", page, StringComparison.Ordinal);
        Assert.Contains($"http://{app.Authority}/api/completion-requests", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_works_on_no_requests_says_so_and_asks_for_none()
    {
        await using var app = await GatedApp.StartAsync(
            hasKey: false, services => services.AddSingleton(new MessagingSettings(Broker: null, Prefetch: 1, TimeSpan.Zero, Consume: false)));

        var page = await TextAsync(app, "/");

        Assert.Contains("A monitor alone", page, StringComparison.Ordinal);
        Assert.DoesNotContain("waits for its first one", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_runs_nothing_that_is_written_in_it()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync("GET", "/", Here);

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'self'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotMatch(InlineCode(), page);
        Assert.Matches(InlineCode(), "<p style=\"color: red\">");
    }

    [Theory]
    [InlineData("dashboard.css", "text/css")]
    [InlineData("dashboard.js", "text/javascript")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task A_file_that_a_page_names_is_served_and_kept_by_browsers(string name, string type)
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);
        var address = Regex.Match(await TextAsync(app, "/"), $"/assets/{Regex.Escape(name)}\\?v=[0-9a-f]{{12}}").Value;

        using var response = await app.SendAsync("GET", address, Here);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(0, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_file_of_another_version_is_not_kept_and_one_that_is_not_there_is_not_found()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var old = await app.SendAsync("GET", "/assets/dashboard.css?v=000000000000", Here);
        using var missing = await app.SendAsync("GET", "/assets/dispatch.schema.json", Here);

        Assert.Equal("no-cache", old.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task The_page_s_own_address_streams_its_content()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", "text/event-stream");

        using var response = await http.GetAsync(new Uri($"http://{app.Authority}/?window=1h"), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("data: ", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 } line)
            Assert.DoesNotContain("<html", line, StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(GatedApp app, string path)
    {
        using var response = await app.SendAsync("GET", path, Here);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    [GeneratedRegex("<script(?! src=\"/)|<style| style=| on[a-z]+=\"|javascript:")]
    private static partial Regex InlineCode();
}
