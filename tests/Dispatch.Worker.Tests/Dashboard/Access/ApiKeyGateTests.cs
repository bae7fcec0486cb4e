using System.Text.Json.Nodes;

namespace Dispatch.Worker.Tests.Dashboard.Access;

/// <summary>Who may do what with the worker's API, and who needs its key.</summary>
public sealed class ApiKeyGateTests
{
    private const string Here = "127.0.0.1";
    private const string Elsewhere = "192.0.2.7";

    [Theory]
    [InlineData("GET", "/health/live", Elsewhere, 200, 200)]
    [InlineData("GET", "/HEALTH/live", Elsewhere, 200, 200)]
    [InlineData("POST", "/health/live", Elsewhere, 200, 200)]
    [InlineData("GET", "/api/providers", Here, 200, 200)]
    [InlineData("GET", "/api/providers", Elsewhere, 403, 401)]
    [InlineData("GET", "/API/Providers", Elsewhere, 403, 401)]
    [InlineData("GET", "/%61pi/providers", Elsewhere, 403, 401)]
    [InlineData("GET", "/health/../api/providers", Elsewhere, 403, 401)]
    [InlineData("GET", "/sign-in/../api/providers", Elsewhere, 403, 401)]
    [InlineData("HEAD", "/api/changing", Elsewhere, 403, 401)]
    [InlineData("OPTIONS", "/api/changing", Elsewhere, 403, 401)]
    [InlineData("GET", "/elsewhere", Here, 200, 200)]
    [InlineData("GET", "/elsewhere", Elsewhere, 403, 401)]
    [InlineData("GET", "/openapi/v1.json", Here, 200, 200)]
    [InlineData("GET", "/openapi/v1.json", Elsewhere, 403, 401)]
    [InlineData("GET", "/metrics", Here, 200, 200)]
    [InlineData("GET", "/metrics", Elsewhere, 200, 401)]
    [InlineData("POST", "/metrics", Elsewhere, 403, 401)]
    [InlineData("GET", "/sign-in", Elsewhere, 403, 200)]
    [InlineData("GET", "/sign-in/more", Elsewhere, 403, 401)]
    [InlineData("POST", "/sign-out", Elsewhere, 403, 401)]
    [InlineData("POST", "/api/changing", Here, 200, 401)]
    [InlineData("POST", "/api/changing", Elsewhere, 403, 401)]
    [InlineData("PUT", "/api/changing", Elsewhere, 403, 401)]
    [InlineData("PATCH", "/api/changing", Elsewhere, 403, 401)]
    [InlineData("DELETE", "/api/changing", Elsewhere, 403, 401)]
    [InlineData("ANYTHING", "/api/changing", Elsewhere, 403, 401)]
    [InlineData("POST", "/elsewhere", Elsewhere, 403, 401)]
    [InlineData("POST", "/healthy", Elsewhere, 403, 401)]
    [InlineData("POST", "/health/../api/changing", Elsewhere, 403, 401)]
    public async Task Without_a_key_shown_the_answer_is(string method, string path, string address, int withoutKey, int withKey)
    {
        await using GatedApp open = await GatedApp.StartAsync(hasKey: false), keyed = await GatedApp.StartAsync(hasKey: true);

        using var one = await open.SendAsync(method, path, address);
        using var other = await keyed.SendAsync(method, path, address);

        Assert.Equal((withoutKey, withKey), ((int)one.StatusCode, (int)other.StatusCode));
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + GatedApp.Key, 200)]
    [InlineData("Authorization", "bearer  " + GatedApp.Key, 200)]
    [InlineData("X-Api-Key", GatedApp.Key, 200)]
    [InlineData("Authorization", "Bearer " + GatedApp.Key + "x", 401)]
    [InlineData("Authorization", "Bearer the-key-of-the-api-of-the-test", 401)]
    [InlineData("Authorization", "Bearer ", 401)]
    [InlineData("Authorization", GatedApp.Key, 401)]
    [InlineData("Authorization", "Basic " + GatedApp.Key, 401)]
    [InlineData("X-Api-Key", "", 401)]
    [InlineData("X-Api-Key", "THE-KEY-OF-THE-API-OF-THE-TESTS", 401)]
    [InlineData("X-Forwarded-For", Here, 401)]
    [InlineData("Forwarded", "for=127.0.0.1", 401)]
    [InlineData("Host", "localhost", 401)]
    public async Task From_elsewhere_the_right_key_and_nothing_else_opens(string header, string value, int expected)
    {
        await using var app = await GatedApp.StartAsync(hasKey: true);

        using var change = await app.SendAsync("POST", "/api/changing", Elsewhere, (header, value));
        using var read = await app.SendAsync("GET", "/api/providers", Elsewhere, (header, value));

        Assert.Equal((expected, expected), ((int)change.StatusCode, (int)read.StatusCode));
        Assert.Equal(expected == 401, change.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Bearer"));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::ffff:192.0.2.7", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("169.254.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("none", false)]
    public async Task Only_a_loopback_address_is_this_machine(string address, bool isHere)
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync("POST", "/api/changing", address);

        Assert.Equal(isHere ? 200 : 403, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("Host", "evil.example", false)]
    [InlineData("Host", "localhost.evil.example:8080", false)]
    [InlineData("Host", "127.0.0.1.evil.example", false)]
    [InlineData("Host", "192.0.2.7:8080", false)]
    [InlineData("Host", "localhost:9", true)]
    [InlineData("Host", "LOCALHOST", true)]
    [InlineData("Host", "[::1]:8080", true)]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "http://127.0.0.1:1", false)]
    [InlineData("Origin", "http://localhost", false)]
    [InlineData("X-Forwarded-For", "192.0.2.7", false)]
    [InlineData("x-forwarded-proto", "https", false)]
    [InlineData("Via", "1.1 proxy", false)]
    [InlineData("X-Forwarded-For", "127.0.0.1", false)]
    [InlineData("X-Real-IP", "127.0.0.1", false)]
    [InlineData("Forwarded", "for=127.0.0.1", false)]
    public async Task At_this_machine_neither_a_page_of_another_origin_nor_a_proxy_gets_anything(string header, string value, bool passes)
    {
        await using GatedApp open = await GatedApp.StartAsync(hasKey: false), keyed = await GatedApp.StartAsync(hasKey: true);

        using var change = await open.SendAsync("POST", "/api/changing", Here, (header, value));
        using var read = await open.SendAsync("GET", "/api/providers", Here, (header, value));
        using var keyedRead = await keyed.SendAsync("GET", "/api/providers", Here, (header, value));
        using var keyMissing = await keyed.SendAsync("POST", "/api/changing", Here, (header, value));
        using var keyShown = await keyed.SendAsync("POST", "/api/changing", Here, (header, value), ("X-Api-Key", GatedApp.Key));

        Assert.Equal(passes ? (200, 200, 200) : (403, 403, 401), ((int)change.StatusCode, (int)read.StatusCode, (int)keyedRead.StatusCode));
        Assert.Equal((401, 200), ((int)keyMissing.StatusCode, (int)keyShown.StatusCode));
    }

    [Fact]
    public async Task The_worker_s_own_page_changes_things_at_this_machine()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync("POST", "/api/changing", Here, ("Origin", $"http://{app.Authority}"));

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(false, 403, "This needs an API key, and none is configured.", "set apiKey in its configuration to env:NAME or file:PATH")]
    [InlineData(true, 401, "The API key is missing or wrong.", "X-Api-Key: KEY")]
    public async Task A_refusal_is_problem_details_that_say_what_to_do(bool hasKey, int status, string title, string words)
    {
        await using var app = await GatedApp.StartAsync(hasKey);

        using var response = await app.SendAsync("POST", "/api/changing", Elsewhere, ("X-Api-Key", "what-was-shown-by-the-caller"));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var problem = JsonNode.Parse(text)!;

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((status, title), ((int)problem["status"]!, (string)problem["title"]!));
        Assert.Contains(words, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain(GatedApp.Key, text, StringComparison.Ordinal);
        Assert.DoesNotContain("what-was-shown", text, StringComparison.Ordinal);
    }
}
