using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Tests.Providers.Http;

public sealed class ProviderUriTests
{
    [Theory]
    [InlineData("https://api.example/v1", "/v1/embeddings", "https://api.example/v1/embeddings")]
    [InlineData("https://api.example/v1/", "/v1/embeddings", "https://api.example/v1/embeddings")]
    [InlineData("https://api.example", "/v1/embeddings", "https://api.example/embeddings")]
    [InlineData("https://api.example/", "/v1/embeddings", "https://api.example/embeddings")]
    [InlineData("https://api.example:8443/a%20b/v1", "/v1/embeddings", "https://api.example:8443/a%20b/v1/embeddings")]
    [InlineData("https://api.example/v1?key=a%26b", "/v1/embeddings", "https://api.example/v1/embeddings?key=a%26b")]
    [InlineData("https://user:pass@api.example/v1#part", "/v1/embeddings", "https://api.example/v1/embeddings")]
    [InlineData("http://[::1]:8000/v1", "/v1/models/a.b-c_d~e:f", "http://[::1]:8000/v1/models/a.b-c_d~e:f")]
    public void The_base_url_stands_in_for_the_version_of_the_endpoint(string baseUrl, string endpoint, string expected) =>
        Assert.Equal(expected, Build(new ProviderOptions { BaseUrl = baseUrl }, endpoint));

    [Theory]
    [InlineData("/chat", "gpt", "https://api.example/root/chat")]
    [InlineData("chat", "gpt", "https://api.example/root/chat")]
    [InlineData("/d/{model}/chat", "gpt-4.1", "https://api.example/root/d/gpt-4.1/chat")]
    [InlineData("/d/{model}/chat", "org/model:free", "https://api.example/root/d/org%2Fmodel%3Afree/chat")]
    [InlineData("/d/{model}/chat", "a?b#c%2e é", "https://api.example/root/d/a%3Fb%23c%252e%20%C3%A9/chat")]
    [InlineData("/{model}/d/{model}", "m", "https://api.example/root/m/d/m")]
    public void A_path_of_the_providers_own_replaces_the_endpoint(string path, string model, string expected) =>
        Assert.Equal(expected, Build(new ProviderOptions { BaseUrl = "https://api.example/root", Path = path }, "/v1/embeddings", model));

    [Fact]
    public void Query_parameters_are_escaped_and_added_to_those_of_the_base_url() =>
        Assert.Equal(
            "https://api.example/v1/embeddings?tier=a&api-version=2024-10-21&q=a%26b%3D%20c",
            Build(
                new ProviderOptions
                {
                    BaseUrl = "https://api.example/v1?tier=a",
                    Query = new Dictionary<string, string> { ["api-version"] = "2024-10-21", ["q"] = "a&b= c" },
                },
                "/v1/embeddings"));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v2/chat")]
    [InlineData("v1/chat")]
    [InlineData("/v1chat")]
    [InlineData("/v1//chat")]
    [InlineData("/v1/../admin")]
    [InlineData("/v1/./chat")]
    [InlineData("/v1/a/%2e%2e/%2e%2e/admin")]
    [InlineData("/v1/..\\admin")]
    [InlineData("/v1/chat?key=mine")]
    [InlineData("/v1/chat#part")]
    [InlineData("/v1@evil.example/chat")]
    [InlineData("https://evil.example/v1/chat")]
    [InlineData("/v1/ chat")]
    public void Refuses_an_endpoint_that_is_no_plain_path(string endpoint)
    {
        Assert.False(ProviderUri.TryBuild(new ProviderOptions { BaseUrl = "https://api.example/v1" }, endpoint, null, out _, out var failed));
        Assert.Equal(FailureKind.InvalidRequest, failed.Kind);
        Assert.Contains("/v1/", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("..\\..\\admin")]
    [InlineData("org/../model")]
    [InlineData("m\r\nX-Injected: 1")]
    [InlineData("m\0")]
    public void A_path_whose_model_is_missing_leaves_the_request_to_other_providers(string? model)
    {
        var options = new ProviderOptions { BaseUrl = "https://api.example", Path = "/d/{model}/chat" };

        Assert.False(ProviderUri.TryBuild(options, CompletionRequest.ChatCompletions, model, out _, out var failed));
        Assert.Equal(FailureKind.ModelUnavailable, failed.Kind);
        Assert.Contains("model", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/v1/completions")]
    public void A_path_for_chat_completions_leaves_other_endpoints_to_other_providers(string endpoint)
    {
        var options = new ProviderOptions { BaseUrl = "https://api.example", Path = "/d/{model}/chat/completions" };

        Assert.False(ProviderUri.TryBuild(options, endpoint, "m", out _, out var failed));
        Assert.Equal(FailureKind.ModelUnavailable, failed.Kind);
        Assert.Contains($"'{endpoint}'", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_for_chat_completions_serves_them() =>
        Assert.Equal(
            "https://api.example/d/m/chat/completions",
            Build(
                new ProviderOptions { BaseUrl = "https://api.example", Path = "/d/{model}/chat/completions" },
                CompletionRequest.ChatCompletions,
                "m"));

    [Fact]
    public void Needs_no_model_where_the_path_names_none() =>
        Assert.Equal(
            "https://api.example/chat",
            Build(new ProviderOptions { BaseUrl = "https://api.example", Path = "/chat" }, CompletionRequest.ChatCompletions));

    private static string Build(ProviderOptions options, string endpoint, string? model = null)
    {
        Assert.True(ProviderUri.TryBuild(options, endpoint, model, out var uri, out var failed), failed?.Message);
        return uri.AbsoluteUri;
    }
}
