using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Anthropic;
using Dispatch.Worker.Providers.Http;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Worker.Tests.Providers.Http;

public sealed class ProviderHeadersTests
{
    [Fact]
    public void Resolves_references_and_leaves_other_values_as_they_are()
    {
        var headers = Resolve(new ProviderOptions
        {
            ApiKey = "env:KEY",
            Headers = new Dictionary<string, string> { ["X-Token"] = "env:TOKEN", ["X-Title"] = "Dispatch" },
        });

        Assert.Equal("Bearer sk-the-key", headers.Values["Authorization"]);
        Assert.Equal("Token the-token", headers.Values["x-token"]);
        Assert.Equal("Dispatch", headers.Values["X-Title"]);
        Assert.StartsWith("Dispatch/", headers.Values["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_every_secret_with_and_without_its_scheme() =>
        Assert.Equal(
            ["sk-the-key", "Token the-token", "the-token"],
            Resolve(new ProviderOptions
            {
                ApiKey = "env:KEY",
                Headers = new Dictionary<string, string> { ["X-Token"] = "env:TOKEN", ["X-Title"] = "Dispatch" },
            }).Secrets);

    [Theory]
    [InlineData("authorization")]
    [InlineData("USER-AGENT")]
    public void A_header_of_the_options_stands_in_for_the_usual_one(string name) =>
        Assert.Equal(
            "mine",
            Resolve(new ProviderOptions { ApiKey = "env:KEY", Headers = new Dictionary<string, string> { [name] = "mine" } }).Values[name]);

    [Fact]
    public void A_protocol_sends_the_key_and_its_own_headers_by_its_scheme()
    {
        var headers = Resolve(new ProviderOptions { ApiKey = "env:KEY" }, AnthropicProtocol.Headers);

        Assert.Equal(("sk-the-key", "2023-06-01"), (headers.Values["x-api-key"], headers.Values["anthropic-version"]));
        Assert.DoesNotContain("Authorization", headers.Values.Keys);
        Assert.Equal(["sk-the-key"], headers.Secrets);
    }

    [Theory]
    [InlineData("X-Api-Key")]
    [InlineData("Anthropic-Version")]
    public void A_header_of_the_options_stands_in_for_that_of_the_scheme(string name) =>
        Assert.Equal(
            "mine",
            Resolve(
                new ProviderOptions { ApiKey = "env:KEY", Headers = new Dictionary<string, string> { [name] = "mine" } },
                AnthropicProtocol.Headers).Values[name]);

    [Theory]
    [InlineData("env:MISSING")]
    [InlineData("file:/nowhere/at/all")]
    [InlineData("sk-literal")]
    public void Refuses_a_key_that_it_cannot_resolve(string apiKey)
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Resolve(new ProviderOptions { ApiKey = apiKey }));

        Assert.Contains("providers.p.apiKey", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-literal", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Token", "env:BROKEN")]
    [InlineData("X-Token", "env:QUOTED")]
    [InlineData("X-Token", "env:PADDED")]
    [InlineData("X-Title", "a\tb")]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("Not a name", "x")]
    public void Refuses_a_header_that_cannot_be_sent_without_showing_it(string name, string value)
    {
        var options = new ProviderOptions { Headers = new Dictionary<string, string> { [name] = value } };

        var thrown = Assert.Throws<InvalidOperationException>(() => Resolve(options));

        Assert.Contains(name, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", thrown.Message, StringComparison.Ordinal);
    }

    private static ProviderHeaders Resolve(ProviderOptions options, HeaderScheme? scheme = null) => ProviderHeaders.Resolve("p", options, scheme ?? OpenAiProtocol.Headers, name => name switch
    {
        "KEY" => "sk-the-key",
        "TOKEN" => "Token the-token",
        "BROKEN" => "the-secret\r\nX-Other: 1",
        "PADDED" => "the-secret ",
        "QUOTED" => "“the-secret”",
        _ => null,
    });
}
