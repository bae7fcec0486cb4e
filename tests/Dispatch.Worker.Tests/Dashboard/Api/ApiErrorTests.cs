using System.Text.Json.Nodes;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>Whatever goes wrong under <c>/api</c> is told as problem details.</summary>
public sealed class ApiErrorTests
{
    private const string Here = "127.0.0.1";

    [Theory]
    [InlineData("GET", "/api/nowhere", 404, "no-such-path", "There is nothing at /api/nowhere. GET /openapi/v1.json lists what there is.")]
    [InlineData("GET", "/api", 404, "no-such-path", "There is nothing at /api. GET /openapi/v1.json lists what there is.")]
    [InlineData("DELETE", "/api/providers", 405, "wrong-method", "/api/providers does not take DELETE, but GET.")]
    [InlineData("GET", "/api/completion-requests", 405, "wrong-method", "/api/completion-requests does not take GET, but POST.")]
    [InlineData("GET", "/api/failing", 500, "unexpected", "Something went wrong that should not; the worker's log says what. Try it again, and report it if it stays.")]
    public async Task Every_error_is_problem_details(string method, string path, int status, string type, string detail)
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync(method, path, Here);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var problem = JsonNode.Parse(text)!;

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((status, status), ((int)response.StatusCode, (int)problem["status"]!));
        Assert.Equal(($"urn:dispatch:problem:{type}", detail), ((string)problem["type"]!, (string)problem["detail"]!));
        Assert.NotEqual("", (string)problem["title"]!);
        Assert.DoesNotContain(GatedApp.Inside, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_the_API_an_unknown_path_is_left_to_the_pages()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync("GET", "/nowhere", Here);

        Assert.Equal((404, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task What_the_API_says_is_kept_by_no_cache_and_taken_for_nothing_else()
    {
        await using var app = await GatedApp.StartAsync(hasKey: false);

        using var response = await app.SendAsync("GET", "/api/providers", Here);

        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }
}
