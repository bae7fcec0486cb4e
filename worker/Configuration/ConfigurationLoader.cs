using System.Collections;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>Reads the file, lays the environment over it, and checks the whole.</summary>
/// <param name="environment">The environment variables.</param>
/// <param name="directories">Where the file is looked for, in this order; the first is what a relative path counts from.</param>
internal sealed class ConfigurationLoader(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> directories)
{
    /// <summary>One that reads this process's environment, the current directory, and the executable's.</summary>
    public static ConfigurationLoader ForProcess() => new(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? ""),
        [Environment.CurrentDirectory, AppContext.BaseDirectory]);

    // In place of those of file and environment; empty: those.
    private ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>One that puts these roles in place of what file and environment say; without any, itself.</summary>
    public ConfigurationLoader InRoles(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? this : new ConfigurationLoader(environment, directories) { Roles = [.. roles] };

    /// <summary>An environment variable as secrets are resolved with; null where it is not set.</summary>
    public string? Variable(string name) => environment.GetValueOrDefault(name);

    /// <summary>Never throws for what a person wrote: each mistake is a finding.</summary>
    /// <param name="file">The file to read; null: where it is by default.</param>
    /// <param name="section">The part of it that counts, as the path of a setting: what is found elsewhere is passed over. Default: all.</param>
    public LoadedConfiguration Load(string? file = null, string section = ConfigurationPath.Root)
    {
        var findings = new FindingList();
        if (!ConfigurationFile.TryOpen(file, directories, findings, out var opened))
            return new LoadedConfiguration(null, null, file is null ? [] : [file], findings.ToImmutable());

        var lists = GroupLists.Unfold(opened.Tree);
        var ofEnvironment = new FindingList();
        var origins = EnvironmentOverlay.Apply(opened.Tree, environment, ofEnvironment);
        SetRoles(opened.Tree);
        var options = StructureChecker.Read(opened.Tree, findings, out var broken);

        // A rule that rests on a value that could not be read would only echo what is said of that value.
        var ofRules = OptionsValidator.Validate(options, Variable)
            .Where(finding => !broken.Any(path =>
                ConfigurationPath.IsAtOrBelow(finding.Path, path) || ConfigurationPath.IsAtOrBelow(path, finding.Path)));

        ImmutableArray<ConfigurationFinding> all =
        [
            .. findings.ToImmutable().Concat(ofRules).Where(finding => ConfigurationPath.IsAtOrBelow(finding.Path, section)).Select(finding => Place(finding, opened, origins))
                .Concat(ofEnvironment.ToImmutable())
                .Select(lists.Fold)
                .OrderBy(finding => finding.Severity)
        ];
        var isValid = all.All(finding => finding.Severity != Severity.Error);
        return new LoadedConfiguration(opened.Path, isValid ? options : null, [opened.Path, .. SecretFiles(options)], all);
    }

    private void SetRoles(JsonObject tree)
    {
        const string Name = "roles";
        if (Roles.IsEmpty)
            return;

        foreach (var written in tree.Select(entry => entry.Key).Where(key => key.Equals(Name, StringComparison.OrdinalIgnoreCase)).ToList())
            tree.Remove(written);
        tree[Name] = new JsonArray([.. Roles.Select(role => JsonValue.Create(role))]);
    }

    private static IEnumerable<string> SecretFiles(DispatchOptions options) => options.Providers.Values
        .SelectMany(CredentialRules.References)
        .Append(options.ApiKey)
        .OfType<string>()
        .Select(SecretReference.FileOf)
        .OfType<string>()
        .Distinct();

    private static ConfigurationFinding Place(
        ConfigurationFinding finding, ConfigurationFile file, IReadOnlyDictionary<string, string> origins) => finding with
        {
            Path = ConfigurationPath.Within(file.Section, finding.Path),
            Message = origins.TryGetValue(finding.Path, out var variable) ? $"{finding.Message} (Set by {variable}.)" : finding.Message,
        };
}
