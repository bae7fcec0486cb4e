using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold for a provider's <c>models</c>.</summary>
internal static class ModelRules
{
    public static void Check(ProviderOptions provider, string path, FindingList findings)
    {
        foreach (var (name, model) in provider.Models)
        {
            var at = ConfigurationPath.Of($"{path}.models", name);
            if (string.IsNullOrWhiteSpace(name))
                findings.Error(at, "The model's name is empty; write the name that the provider knows it by, or remove it.");

            CheckLimit("concurrency", model.Concurrency, provider.Concurrency, at, findings);
            CheckLimit("requestsPerMinute", model.RequestsPerMinute, provider.RequestsPerMinute, at, findings);
            CheckLimit("tokensPerMinute", model.TokensPerMinute, provider.TokensPerMinute, at, findings);
        }
    }

    private static void CheckLimit(string setting, int? ofModel, int? ofProvider, string path, FindingList findings)
    {
        if (ofModel > ofProvider)
        {
            findings.Warning(
                $"{path}.{setting}",
                $"The model's limit ({ofModel}) can never take effect: the provider's ({ofProvider}) is lower and holds for all its models "
                + "together. Lower this one, or raise the provider's.");
        }
    }
}
