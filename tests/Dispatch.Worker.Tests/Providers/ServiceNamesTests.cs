using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class ServiceNamesTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "openai")]
    [InlineData("https://resource.openai.azure.com/openai/v1", "azure.ai.openai")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/openai", "gcp.gemini")]
    [InlineData("https://us-central1-aiplatform.googleapis.com/v1", "gcp.vertex_ai")]
    [InlineData("https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1", "aws.bedrock")]
    [InlineData("https://API.GROQ.COM/openai/v1", "groq")]
    [InlineData("https://api.groq.com.example.org/v1", "openai")]
    [InlineData("https://notapi.groq.com/v1", "openai")]
    [InlineData("http://localhost:8000/v1", "openai")]
    [InlineData("not a url", "openai")]
    [InlineData(null, "openai")]
    public void A_host_that_is_known_says_which_service_it_is(string? baseUrl, string expected) =>
        Assert.Equal(expected, ServiceNames.Of(new ProviderOptions { BaseUrl = baseUrl }));

    [Fact]
    public void Of_another_the_kind_says_what_is_spoken_there() =>
        Assert.Equal("anthropic", ServiceNames.Of(new ProviderOptions { Kind = "anthropic", BaseUrl = "https://proxy.example.org/v1" }));
}
