namespace Dispatch.Worker.Providers;

/// <summary>The services behind providers, by the names that OpenTelemetry's conventions for generative AI give them.</summary>
internal static class ServiceNames
{
    private static readonly (string Domain, string Name)[] Known =
    [
        ("api.openai.com", "openai"), ("openai.azure.com", "azure.ai.openai"), ("services.ai.azure.com", "azure.ai.inference"),
        ("api.anthropic.com", "anthropic"), ("generativelanguage.googleapis.com", "gcp.gemini"), ("aiplatform.googleapis.com", "gcp.vertex_ai"),
        ("api.groq.com", "groq"), ("api.mistral.ai", "mistral_ai"), ("api.deepseek.com", "deepseek"), ("api.x.ai", "x_ai"),
        ("api.perplexity.ai", "perplexity"), ("api.cohere.com", "cohere"), ("api.cohere.ai", "cohere"), ("api.moonshot.ai", "moonshot_ai"),
        ("api.moonshot.cn", "moonshot_ai"), ("ml.cloud.ibm.com", "ibm.watsonx.ai"),
    ];

    /// <summary>By the host of the base URL; of one that is not known, the kind says at least what is spoken there.</summary>
    public static string Of(ProviderOptions options)
    {
        if (!Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var url))
            return options.Kind;
        if (url.Host.StartsWith("bedrock-runtime.", StringComparison.OrdinalIgnoreCase) && IsOf(url.Host, "amazonaws.com"))
            return "aws.bedrock";

        foreach (var (domain, name) in Known)
        {
            // Vertex AI's hosts carry a region before a dash: us-central1-aiplatform.googleapis.com.
            if (IsOf(url.Host, domain) || (name == "gcp.vertex_ai" && url.Host.EndsWith($"-{domain}", StringComparison.OrdinalIgnoreCase)))
                return name;
        }

        return options.Kind;
    }

    private static bool IsOf(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);
}
