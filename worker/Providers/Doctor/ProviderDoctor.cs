namespace Dispatch.Worker.Providers.Doctor;

/// <summary>Examines the providers, each by itself and all at once.</summary>
/// <param name="factory">Makes them as a worker would.</param>
/// <param name="environment">Where credentials may be kept.</param>
/// <param name="time">Measures.</param>
/// <param name="timeout">For each connection, and for each call.</param>
internal sealed class ProviderDoctor(IProviderFactory factory, Func<string, string?> environment, TimeProvider time, TimeSpan timeout)
{
    /// <param name="providers">The options, by key.</param>
    /// <param name="models">The upstream models that members name, by provider.</param>
    /// <param name="call">Whether to make a call for each model; else no HTTP request is made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ProviderFinding>> ExamineAsync(
        IReadOnlyDictionary<string, ProviderOptions> providers, ILookup<string, string> models, bool call, CancellationToken cancellationToken)
    {
        var each = await Task.WhenAll(providers
            .OrderBy(provider => provider.Key, StringComparer.Ordinal)
            .Select(provider => ExamineAsync(provider.Key, provider.Value, [.. models[provider.Key]], call, cancellationToken)));
        return [.. each.SelectMany(findings => findings)];
    }

    private async Task<List<ProviderFinding>> ExamineAsync(
        string key, ProviderOptions options, IReadOnlyList<string> models, bool call, CancellationToken cancellationToken)
    {
        if (!ProviderKinds.IsCalled(options.Kind))
            return [ProviderFinding.Note(ProviderFinding.Connection, $"{key} is simulated in this process; there is nothing to reach")];

        List<ProviderFinding> findings = [.. Credentials(key, options)];
        findings.AddRange(await new ConnectionCheck(time, timeout).ExamineAsync(key, new Uri(options.BaseUrl!), cancellationToken));
        if (call && findings.TrueForAll(finding => finding.Severity != ProviderSeverity.Error))
            findings.AddRange(await CallAsync(key, options, models, cancellationToken));
        return findings;
    }

    private IEnumerable<ProviderFinding> Credentials(string key, ProviderOptions options)
    {
        var references = options.Headers.Values.Prepend(options.ApiKey).OfType<string>().Where(SecretReference.IsReference).ToList();
        foreach (var reference in references)
        {
            yield return SecretReference.TryResolve(reference, environment, out _, out var error)
                ? ProviderFinding.Ok(ProviderFinding.Credential, $"{key}: {reference} can be read")
                : ProviderFinding.Error(
                    ProviderFinding.Credential,
                    $"{key}: {reference} can't be read",
                    error.Split("; ")[0],
                    error.Split("; ").Last());
        }

        if (references.Count == 0)
            yield return ProviderFinding.Note(ProviderFinding.Credential, $"{key} is called without a credential");
    }

    private async Task<IReadOnlyList<ProviderFinding>> CallAsync(
        string key, ProviderOptions options, IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        if (models.Count == 0)
        {
            return
            [
                ProviderFinding.Note(
                    ProviderFinding.Call,
                    $"{key} was not called",
                    "No member of a routing group names a model for it; the requests do",
                    "Name a model at a member to have it tried"),
            ];
        }

        try
        {
            await using var provider = factory.Create(key, options);
            var check = new CallCheck(provider, time, timeout);
            var findings = new List<ProviderFinding>();
            foreach (var model in models)
                findings.Add(await check.ExamineAsync(model, cancellationToken));
            return findings;
        }
        catch (InvalidOperationException exception)
        {
            return [ProviderFinding.Error(ProviderFinding.Call, $"{key} can't be called", exception.Message, "Correct the provider's settings")];
        }
    }
}
