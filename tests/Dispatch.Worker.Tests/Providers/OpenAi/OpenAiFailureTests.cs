using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Tests.Providers.Http;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Worker.Tests.Providers.OpenAi;

/// <summary>Providers that answer, but not with what was asked for.</summary>
public sealed class OpenAiFailureTests
{
    [Theory]
    [InlineData(400, FailureKind.InvalidRequest)]
    [InlineData(401, FailureKind.Credential)]
    [InlineData(404, FailureKind.ModelUnavailable)]
    [InlineData(500, FailureKind.Transient)]
    [InlineData(503, FailureKind.Transient, true)]
    public async Task A_failed_status_is_classified_and_quoted(int status, FailureKind kind, bool isOverloaded = false)
    {
        await using var provider = await LocalProvider.StartAsync(status, """{"error":{"message":"It said so."}}""");

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal(new ProviderReply.Failed(kind, status, RetryAfter: null, "It said so.") { Strain = isOverloaded ? ProviderStrain.Load : ProviderStrain.None }, failed);
    }

    [Fact]
    public async Task A_rate_limit_says_how_long_to_wait()
    {
        await using var provider = await LocalProvider.StartAsync(429, "", ("Retry-After", "17"));

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal((FailureKind.RateLimited, 429, TimeSpan.FromSeconds(17)), (failed.Kind, failed.StatusCode, failed.RetryAfter));
    }

    [Fact]
    public async Task A_credential_that_is_echoed_is_not_recorded()
    {
        await using var provider = await LocalProvider.StartAsync(401, $$"""{"message":"Incorrect API key provided: {{Calling.Key}}."}""");

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl, ApiKey = "env:KEY" });

        Assert.Equal("Incorrect API key provided: [redacted].", failed.Message);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_a_failure_and_not_followed(int status)
    {
        await using var elsewhere = await LocalProvider.StartAsync(200, "{}");
        await using var provider = await LocalProvider.StartAsync(status, "", ("Location", $"{elsewhere.BaseUrl}/chat/completions?a=b"));

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal((FailureKind.Unknown, status), (failed.Kind, failed.StatusCode));
        Assert.Contains($"{elsewhere.BaseUrl}/chat/completions", failed.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Received);
    }

    [Theory]
    [InlineData(200, "<html><body>Welcome</body></html>")]
    [InlineData(200, """{"choices":[{"message":{"content":"cut""")]
    [InlineData(200, "data: {\"choices\":[]}\n\ndata: [DONE]\n\n")]
    [InlineData(200, "[]")]
    [InlineData(202, "")]
    public async Task A_success_without_a_json_object_is_invalid(int status, string body)
    {
        await using var provider = await LocalProvider.StartAsync(status, body);

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal((FailureKind.InvalidResponse, status), (failed.Kind, failed.StatusCode));
    }

    [Fact]
    public async Task A_success_with_broken_compression_is_invalid()
    {
        await using var provider = await LocalProvider.StartAsync(200, """{"a":1}""", ("Content-Encoding", "gzip"));

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal((FailureKind.InvalidResponse, 200), (failed.Kind, failed.StatusCode));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task An_answer_without_end_is_given_up_at_the_limit(string? encoding)
    {
        await using var provider = await LocalProvider.StartAsync(context => WriteForeverAsync(context, 200, encoding));

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl, MaxResponseBytes = 1_000_000 });

        Assert.Equal((FailureKind.InvalidResponse, 200), (failed.Kind, failed.StatusCode));
        Assert.Contains("1000000", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task The_text_of_an_error_is_read_to_a_limit_of_its_own(string? encoding)
    {
        await using var provider = await LocalProvider.StartAsync(context => WriteForeverAsync(context, 503, encoding));

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal((FailureKind.Transient, 503), (failed.Kind, failed.StatusCode));
    }

    [Theory]
    [InlineData(60 * 1024, "It said so.")]
    [InlineData(64 * 1024, "Status 503, with no error message.")]
    public async Task An_error_is_quoted_only_if_it_is_within_that_limit(int padding, string message)
    {
        await using var provider = await LocalProvider.StartAsync(
            503, $$"""{"padding":"{{new string('x', padding)}}","message":"It said so."}""");

        var failed = await Calling.FailAsync(new ProviderOptions { BaseUrl = provider.BaseUrl });

        Assert.Equal((FailureKind.Transient, message), (failed.Kind, failed.Message));
    }

    [Fact]
    public async Task A_call_that_cannot_be_made_of_any_provider_is_not_made()
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}");

        var reply = await Calling.CallAsync(
            new ProviderOptions { BaseUrl = provider.BaseUrl }, Calling.Chat with { Endpoint = "/v1/../admin" });

        Assert.Equal(FailureKind.InvalidRequest, Assert.IsType<ProviderReply.Failed>(reply).Kind);
        Assert.Empty(provider.Received);
    }

    [Theory]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"model":7}""")]
    public async Task A_path_that_needs_a_model_leaves_a_body_without_one_to_other_members(string body)
    {
        await using var provider = await LocalProvider.StartAsync(200, "{}");

        var reply = await Calling.CallAsync(
            new ProviderOptions { BaseUrl = provider.BaseUrl, Path = "/d/{model}/chat/completions" }, Calling.Body(body));

        Assert.Equal(FailureKind.ModelUnavailable, Assert.IsType<ProviderReply.Failed>(reply).Kind);
        Assert.Empty(provider.Received);
    }

    private static async Task WriteForeverAsync(HttpContext context, int status, string? encoding)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.ContentEncoding = encoding;
        var stream = encoding is null ? context.Response.Body : Packing.Pack(encoding, context.Response.Body);
        var blanks = new byte[64 * 1024];
        Array.Fill(blanks, (byte)' ');
        while (!context.RequestAborted.IsCancellationRequested)
            await stream.WriteAsync(blanks, context.RequestAborted);
    }
}
