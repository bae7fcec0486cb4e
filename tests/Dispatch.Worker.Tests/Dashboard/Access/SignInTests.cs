using System.Net;
using Dispatch.Worker.Dashboard.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Dashboard.Access;

/// <summary>How a browser from elsewhere shows the key, and what that is good for.</summary>
public sealed class SignInTests
{
    private const string Here = "127.0.0.1";
    private const string Elsewhere = "192.0.2.7";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_person_who_asks_for_a_page_is_asked_for_the_key_and_comes_back_to_it()
    {
        await using var app = await StartAsync();

        using var asked = await app.SendAsync("GET", "/elsewhere?q=a%20b", Elsewhere, ("Accept", "text/html,*/*"));
        var address = asked.Headers.Location!.OriginalString;
        using var page = await app.SendAsync("GET", address, Elsewhere, ("Accept", "text/html"));
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var signedIn = await SignInAsync(app, GatedApp.Key, "/elsewhere?q=a%20b");

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?return=%2Felsewhere%3Fq%3Da%2520b"), (asked.StatusCode, address));
        Assert.Contains("name=\"return\" value=\"/elsewhere?q=a%20b\"", text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, "/elsewhere?q=a%20b"), (signedIn.StatusCode, signedIn.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Who_has_signed_in_reads_and_changes_and_is_named()
    {
        await using var app = await StartAsync();
        using var signedIn = await SignInAsync(app, GatedApp.Key);
        var cookie = CookieOf(signedIn);

        using var page = await app.SendAsync("GET", "/elsewhere", Elsewhere, ("Cookie", cookie));
        using var change = await app.SendAsync("POST", "/api/changing", Elsewhere, ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal("signed in from 192.0.2.7", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_kept_from_scripts_and_other_origins_and_holds_no_key()
    {
        await using var app = await StartAsync();

        using var signedIn = await SignInAsync(app, GatedApp.Key);

        var set = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; path=/; samesite=lax; httponly", set, StringComparison.Ordinal);
        Assert.Contains("max-age=43200", set, StringComparison.Ordinal);
        Assert.DoesNotContain(GatedApp.Key, set, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the-wrong-key-of-the-api-of-the-tests")]
    [InlineData("")]
    public async Task The_wrong_key_is_told_so_and_gets_no_cookie(string key)
    {
        await using var app = await StartAsync();

        using var answer = await SignInAsync(app, key);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains("not the API key", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/ä")]
    [InlineData("")]
    public async Task It_never_leads_away_from_this_worker(string target)
    {
        await using var app = await StartAsync();

        using var signedIn = await SignInAsync(app, GatedApp.Key, target);

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (signedIn.StatusCode, signedIn.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task What_the_page_is_asked_to_come_back_to_is_text_in_it()
    {
        await using var app = await StartAsync();

        using var page = await app.SendAsync("GET", "/sign-in?return=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", Elsewhere);
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Contains("&lt;script", text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "said")]
    public async Task A_page_of_another_origin_changes_nothing_by_the_cookie(string header, string value)
    {
        await using var app = await StartAsync();
        using var signedIn = await SignInAsync(app, GatedApp.Key);

        using var change = await app.SendAsync("POST", "/api/changing", Elsewhere, ("Cookie", CookieOf(signedIn)), (header, value));

        Assert.Equal(HttpStatusCode.Unauthorized, change.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_origin_signs_nobody_in()
    {
        await using var app = await StartAsync();

        using var answer = await SignInAsync(app, GatedApp.Key, "/", ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task It_ends_after_12_hours()
    {
        await using var app = await StartAsync();
        using var signedIn = await SignInAsync(app, GatedApp.Key);
        var cookie = CookieOf(signedIn);

        _time.Advance(SignInCookie.Lifetime - TimeSpan.FromSeconds(1));
        using var before = await app.SendAsync("GET", "/api/providers", Elsewhere, ("Cookie", cookie));
        _time.Advance(TimeSpan.FromSeconds(2));
        using var after = await app.SendAsync("GET", "/api/providers", Elsewhere, ("Cookie", cookie));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task A_cookie_that_was_tampered_with_is_worth_nothing()
    {
        await using var app = await StartAsync();
        using var signedIn = await SignInAsync(app, GatedApp.Key);
        var value = CookieOf(signedIn)[(SignInCookie.Name.Length + 1)..];
        var signature = value.Split('.')[1];
        string[] forged =
        [
            $"99999999999.{signature}", $"{value}x", value[..^1], $"{value}.{signature}", signature, $".{signature}", $"-1.{signature}",
            $"99999999999.{new string('A', 43)}", "", ".", new string('a', 4000), "99999999999.", "1e9.=",
        ];

        foreach (var each in forged)
        {
            using var read = await app.SendAsync("GET", "/api/providers", Elsewhere, ("Cookie", $"{SignInCookie.Name}={each}"));
            Assert.True(read.StatusCode == HttpStatusCode.Unauthorized, each);
        }
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_away()
    {
        await using var app = await StartAsync();
        using var signedIn = await SignInAsync(app, GatedApp.Key);

        using var signedOut = await app.SendAsync("POST", "/sign-out", Elsewhere, ("Cookie", CookieOf(signedIn)), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (signedOut.StatusCode, signedOut.Headers.Location!.OriginalString));
        Assert.StartsWith($"{SignInCookie.Name}=; expires=Thu, 01 Jan 1970", Assert.Single(signedOut.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_the_page_says_how_to_set_one()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var asked = await app.SendAsync("GET", "/elsewhere", Elsewhere, ("Accept", "text/html"));
        using var posted = await app.SendAsync("POST", "/sign-in", Elsewhere, new FormUrlEncodedContent([new("key", "")]));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (asked.StatusCode, posted.StatusCode));
        Assert.Contains("set <code>apiKey</code>", await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_at_this_machine_is_asked_for_the_key_only_to_change_something()
    {
        await using var app = await StartAsync();

        using var read = await app.SendAsync("GET", "/elsewhere", Here, ("Accept", "text/html"));
        using var change = await app.SendAsync("POST", "/elsewhere", Here, ("Accept", "text/html"));

        Assert.Equal("this machine", await read.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?return=%2F&undone=1"), (change.StatusCode, change.Headers.Location!.OriginalString));
    }

    [Theory]
    [InlineData("http://dispatch.test/dead-letters/list?text=a", "/dead-letters/list?text=a")]
    [InlineData("http://elsewhere.test/dead-letters", "/")]
    [InlineData("no address", "/")]
    public async Task A_form_that_comes_too_late_is_not_carried_out_and_leads_back_to_its_page(string referer, string back)
    {
        await using var app = await StartAsync();

        using var change = await app.SendAsync(
            "POST", "/elsewhere", Elsewhere, ("Accept", "text/html"), ("Host", "dispatch.test"), ("Referer", referer), ("Sec-Fetch-Site", "same-origin"));
        var address = change.Headers.Location!.OriginalString;
        using var page = await app.SendAsync("GET", address, Elsewhere, ("Accept", "text/html"));

        Assert.Equal((HttpStatusCode.SeeOther, $"/sign-in?return={Uri.EscapeDataString(back)}&undone=1"), (change.StatusCode, address));
        Assert.Contains("Nothing was done: to change something you must be signed in.", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_far_too_large_is_not_read()
    {
        await using var app = await StartAsync();

        using var answer = await SignInAsync(app, new string('k', 100_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private Task<GatedApp> StartAsync() => GatedApp.StartAsync(hasKey: true, services => services.AddSingleton<TimeProvider>(_time));

    private static Task<HttpResponseMessage> SignInAsync(GatedApp app, string key, string target = "/", params (string Name, string Value)[] headers) =>
        app.SendAsync(
            "POST",
            "/sign-in",
            Elsewhere,
            new FormUrlEncodedContent([new("key", key), new("return", target)]),
            headers.Length > 0 ? headers : [("Origin", $"http://{app.Authority}")]);

    private static string CookieOf(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
}
