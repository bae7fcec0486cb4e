using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Worker.Tests.Providers.OpenAi;

/// <summary>The services that kind <c>openai</c> reaches: what a person configures, and the request that comes of it.</summary>
public sealed class ProviderShapesTests
{
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Reaches_the_service_with_its_url_and_credential(string service, string expectedUri, string header, string credential)
    {
        var options = Services[service];
        var requests = new OpenAiRequests(options, ProviderHeaders.Resolve(service, options, name => name == "KEY" ? "k-123" : null));

        var call = new ProviderCall(CompletionRequest.ChatCompletions, Encoding.UTF8.GetBytes("""{"model":"gpt-4o","n":1}"""), Model: null);
        Assert.True(requests.TryCreate(call, out var request, out var error), error);
        using (request)
        {
            Assert.Equal(HttpMethod.Post, request.Method);
            Assert.Equal(expectedUri, request.RequestUri!.AbsoluteUri);
            Assert.Equal(credential, string.Join('|', request.Headers.TryGetValues(header, out var values) ? values : []));
            Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
            Assert.Equal(header == "Authorization" && credential.Length > 0, request.Headers.Authorization is not null);
        }
    }

    public static TheoryData<string, string, string, string> Shapes => new()
    {
        { "OpenAI", "https://api.openai.com/v1/chat/completions", "Authorization", "Bearer k-123" },
        {
            "Azure OpenAI, deployments",
            "https://res.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "api-key", "k-123"
        },
        { "Azure OpenAI, v1", "https://res.openai.azure.com/openai/v1/chat/completions", "api-key", "k-123" },
        { "Gemini", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions", "Authorization", "Bearer k-123" },
        { "Bedrock", "https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1/chat/completions", "Authorization", "Bearer k-123" },
        { "vLLM", "http://localhost:8000/v1/chat/completions", "Authorization", "Bearer k-123" },
        { "Ollama", "http://localhost:11434/v1/chat/completions", "Authorization", "" },
        { "OpenRouter", "https://openrouter.ai/api/v1/chat/completions", "Authorization", "Bearer k-123" },
        { "Groq", "https://api.groq.com/openai/v1/chat/completions", "Authorization", "Bearer k-123" },
    };

    private static Dictionary<string, ProviderOptions> Services { get; } = new()
    {
        ["OpenAI"] = With("https://api.openai.com/v1"),
        ["Azure OpenAI, deployments"] = new()
        {
            BaseUrl = "https://res.openai.azure.com",
            Path = "/openai/deployments/{model}/chat/completions",
            Query = new Dictionary<string, string> { ["api-version"] = "2024-10-21" },
            Headers = new Dictionary<string, string> { ["api-key"] = "env:KEY" },
        },
        ["Azure OpenAI, v1"] = new()
        {
            BaseUrl = "https://res.openai.azure.com/openai/v1",
            Headers = new Dictionary<string, string> { ["api-key"] = "env:KEY" },
        },
        ["Gemini"] = With("https://generativelanguage.googleapis.com/v1beta/openai"),
        ["Bedrock"] = With("https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1"),
        ["vLLM"] = With("http://localhost:8000/v1"),
        ["Ollama"] = new() { BaseUrl = "http://localhost:11434/v1" },
        ["OpenRouter"] = With("https://openrouter.ai/api/v1"),
        ["Groq"] = With("https://api.groq.com/openai/v1"),
    };

    private static ProviderOptions With(string baseUrl) => new() { BaseUrl = baseUrl, ApiKey = "env:KEY" };
}
