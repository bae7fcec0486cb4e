using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold for <c>providers</c>.</summary>
internal sealed class ProviderRules(Func<string, string?> environment, FindingList findings)
{
    private static readonly int DefaultMaxTokens = new ProviderOptions().DefaultMaxTokens;

    private readonly CredentialRules _credentials = new(environment, findings);

    /// <param name="providers">The providers.</param>
    /// <param name="areNeeded">Whether somebody is to call them.</param>
    public void Check(IReadOnlyDictionary<string, ProviderOptions> providers, bool areNeeded)
    {
        if (providers.Count == 0 && areNeeded)
        {
            findings.Error(
                "providers", "There is no provider; add one, for instance \"providers\": { \"try-out\": { \"kind\": \"simulator\" } }.");
        }

        foreach (var (key, provider) in providers)
        {
            var path = ConfigurationPath.Of("providers", key);
            if (string.IsNullOrWhiteSpace(key))
                findings.Error(path, "The provider's key is empty; give it a name.");
            Check(provider, path);
        }
    }

    private void Check(ProviderOptions provider, string path)
    {
        switch (provider.Kind)
        {
            case ProviderKinds.OpenAi or ProviderKinds.Anthropic:
                CheckBaseUrl(provider, path);
                CheckPath(provider.Path, path);
                CheckQuery(provider.Query, path);
                if (provider.Simulator is not null)
                    findings.Error($"{path}.simulator", "These settings are for kind \"simulator\"; remove them, or change the provider's kind.");
                break;
            case ProviderKinds.Simulator:
                CheckSimulator(provider, path);
                break;
            default:
                findings.Error(
                    $"{path}.kind",
                    $"There is no kind \"{provider.Kind}\".{Spelling.Suggest(provider.Kind, ProviderKinds.All)} "
                    + $"Known are {string.Join(", ", ProviderKinds.All)}; any OpenAI-compatible service is kind openai.");
                break;
        }

        if (provider.Kind == ProviderKinds.OpenAi && SetsMaxTokens(provider))
            findings.Error($"{path}.defaultMaxTokens", "This is for kind \"anthropic\"; remove it, or change the provider's kind.");

        ModelRules.Check(provider, path, findings);
        BackoffRules.Check(provider.Breaker, $"{path}.breaker", findings);
        _credentials.Check(provider, path);
    }

    private void CheckBaseUrl(ProviderOptions provider, string path)
    {
        path = $"{path}.baseUrl";
        if (string.IsNullOrEmpty(provider.BaseUrl))
        {
            findings.Error(path, $"This is missing; write the service's base URL, for instance \"{ExampleUrl(provider.Kind)}\".");
            return;
        }

        // The text is repeated only once it is known to hold no credential.
        if (!Uri.TryCreate(provider.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            findings.Error(path, $"This is no absolute http or https URL; write for instance \"{ExampleUrl(provider.Kind)}\".");
        else if (url.UserInfo.Length > 0)
            findings.Error(path, "A user name or password in the URL is not sent; remove it, and refer to the credential in apiKey or headers.");
        else if (url.Query.Length > 0)
            findings.Error(path, "A base URL has no query; move what follows the '?' to the provider's \"query\".");
        else if (url.Fragment.Length > 0)
            findings.Error(path, "A base URL has no fragment; remove the '#' and what follows it.");
        else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && CredentialRules.SendsSecret(provider))
            findings.Warning(path, $"The credential is sent to {url.Host} unencrypted; write https:// if the service has it.");
    }

    // Only a value other than the default is known to have been written.
    private static bool SetsMaxTokens(ProviderOptions provider) => provider.DefaultMaxTokens != DefaultMaxTokens;

    private static string ExampleUrl(string kind) =>
        kind == ProviderKinds.Anthropic ? "https://api.anthropic.com/v1" : "https://api.openai.com/v1";

    private void CheckPath(string? value, string path)
    {
        if (value is null)
            return;
        if (!value.StartsWith('/'))
            findings.Error($"{path}.path", $"\"{value}\" does not start with '/'; write \"/{value}\".");
        else if (value.AsSpan().IndexOfAny('?', '#') >= 0)
            findings.Error($"{path}.path", "A path has neither '?' nor '#'; move query parameters to the provider's \"query\".");
    }

    private void CheckQuery(IReadOnlyDictionary<string, string> query, string path)
    {
        foreach (var name in query.Keys)
        {
            var at = ConfigurationPath.Of($"{path}.query", name);
            if (string.IsNullOrWhiteSpace(name))
                findings.Error(at, "The parameter's name is empty; give it a name, or remove it.");
            else if (CredentialRules.SoundsSecret(name))
                findings.Error(at, "A credential in a URL ends up in logs; refer to it in apiKey or headers.");
        }
    }

    private void CheckSimulator(ProviderOptions provider, string path)
    {
        var idle = new (string Name, bool Given)[]
        {
            ("apiKey", provider.ApiKey is not null), ("baseUrl", provider.BaseUrl is not null), ("headers", provider.Headers.Count > 0),
            ("path", provider.Path is not null), ("query", provider.Query.Count > 0), ("defaultMaxTokens", SetsMaxTokens(provider)),
        }.Where(setting => setting.Given).Select(setting => setting.Name).ToList();
        if (idle.Count > 0)
        {
            findings.Warning(
                path, $"A simulator calls nobody, so {string.Join(", ", idle)} can't take effect; remove them, or write kind \"openai\".");
        }

        foreach (var (outage, index) in (provider.Simulator?.Outages ?? []).Select((outage, index) => (outage, index)))
        {
            if (outage.To <= outage.From)
            {
                findings.Error(
                    ConfigurationPath.Of($"{path}.simulator.outages", index),
                    $"to ({Duration.Format(outage.To)}) is not after from ({Duration.Format(outage.From)}); raise to, or lower from.");
            }
        }
    }
}
