using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Dispatch.Integration.Tests.Providers;

public sealed class TestProviderTests : IDisposable
{
    private const string Request = """{"model":"m-1", "temperature":1.0}""";
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_kept_as_it_was_sent()
    {
        await using var provider = await TestProvider.StartAsync(Cancellation);

        using var response = await PostAsync(provider.BaseUrl, "/chat/completions?api-version=1%2F2");
        var calls = await provider.WaitForCallsAsync(1, Cancellation);

        var call = Assert.Single(calls);
        Assert.Equal((1, "POST", "/v1/chat/completions?api-version=1%2F2"), (call.Number, call.Method, call.Target));
        Assert.Equal((Request, "m-1"), (call.Text, call.Model));
        Assert.Equal("application/json; charset=utf-8", call.Headers.ContentType);
    }

    [Fact]
    public async Task An_answer_names_the_model_of_the_request()
    {
        await using var provider = await TestProvider.StartAsync(Cancellation);

        using var response = await PostAsync(provider.BaseUrl);

        Assert.Equal(Answers.Completion("m-1"), await response.Content.ReadAsStringAsync(Cancellation));
        using var json = JsonDocument.Parse(Answers.Completion("m-1"));
        Assert.Equal(Answers.TotalTokens, json.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Behaviours_may_follow_one_another()
    {
        var sequence = Behaviours.Sequence(
            Behaviours.Status(500), Behaviours.RateLimited(TimeSpan.FromSeconds(3)), Behaviours.Html(), Behaviours.CutJson());
        await using var provider = await TestProvider.StartAsync(Cancellation, sequence);

        using var failed = await PostAsync(provider.BaseUrl);
        using var limited = await PostAsync(provider.BaseUrl);
        using var page = await PostAsync(provider.BaseUrl);
        using var cut = await PostAsync(provider.BaseUrl);

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), limited.Headers.RetryAfter?.Delta);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        await Assert.ThrowsAsync<JsonException>(() => cut.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    [Fact]
    public async Task A_hanging_provider_sees_the_caller_leave()
    {
        await using var provider = await TestProvider.StartAsync(Cancellation, Behaviours.Hang());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var pending = _http.GetAsync(provider.BaseUrl, patience.Token);
        var call = (await provider.WaitForCallsAsync(1, Cancellation))[0];
        Assert.False(call.Aborted.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await call.Aborted.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    [Fact]
    public async Task A_dripping_provider_starts_a_body_and_does_not_end_it()
    {
        await using var provider = await TestProvider.StartAsync(Cancellation, Behaviours.Drip(TimeSpan.FromMilliseconds(5)));
        using var message = new HttpRequestMessage(HttpMethod.Post, provider.BaseUrl);
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        var bytes = new byte[20];

        await body.ReadExactlyAsync(bytes, Cancellation);

        Assert.All(bytes, one => Assert.Equal((byte)' ', one));
        Assert.False((await provider.WaitForCallsAsync(1, Cancellation))[0].Aborted.IsCompleted);
    }

    [Fact]
    public async Task A_body_breaks_off_by_reset_or_by_end()
    {
        await using var provider = await TestProvider.StartAsync(
            Cancellation, Behaviours.Sequence(Behaviours.ResetInBody(), Behaviours.EndInBody()));

        var reset = await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(provider.BaseUrl));
        var ended = await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(provider.BaseUrl));

        Assert.Contains("reset", reset.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpRequestError.ResponseEnded, ended.HttpRequestError);
    }

    [Fact]
    public async Task A_redirect_and_a_huge_body_are_sent()
    {
        var location = new Uri("http://127.0.0.1:1/elsewhere");
        await using var provider = await TestProvider.StartAsync(
            Cancellation, Behaviours.Sequence(Behaviours.Redirect(location), Behaviours.Huge(5_000_000)));

        using var redirect = await PostAsync(provider.BaseUrl);
        using var huge = await PostAsync(provider.BaseUrl);

        Assert.Equal((HttpStatusCode.TemporaryRedirect, location), (redirect.StatusCode, redirect.Headers.Location));
        var body = await huge.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(body.GetRawText().Length > 5_000_000);
    }

    [Fact]
    public async Task A_gate_holds_calls_until_it_lets_them_through()
    {
        var gate = new Gate();
        await using var provider = await TestProvider.StartAsync(Cancellation, gate.Behaviour);

        Task<HttpResponseMessage>[] pending = [.. Enumerable.Range(0, 3).Select(_ => PostAsync(provider.BaseUrl))];
        await provider.WaitForCallsAsync(3, Cancellation);
        Assert.DoesNotContain(pending, one => one.IsCompleted);

        gate.LetThrough(1);
        using var first = await await Task.WhenAny(pending);
        Assert.Equal(1, pending.Count(one => one.IsCompleted));

        gate.Open();
        var all = await Task.WhenAll(pending);
        Assert.All(all, one => Assert.Equal(HttpStatusCode.OK, one.StatusCode));
    }

    [Fact]
    public async Task A_disposed_provider_cuts_what_is_under_way()
    {
        var provider = await TestProvider.StartAsync(Cancellation, Behaviours.Hang());
        var pending = PostAsync(provider.BaseUrl);
        await provider.WaitForCallsAsync(1, Cancellation);

        await provider.DisposeAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => pending);
    }

    [Fact]
    public async Task A_refusing_provider_refuses()
    {
        using var provider = new RefusingProvider();

        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(provider.BaseUrl));

        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(Uri baseUrl, string path = "/chat/completions")
    {
        using var body = new StringContent(Request, Encoding.UTF8, "application/json");
        return await _http.PostAsync(new Uri(baseUrl + path), body, Cancellation);
    }
}
