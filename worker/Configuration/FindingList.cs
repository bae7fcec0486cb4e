using System.Collections.Immutable;

namespace Dispatch.Worker.Configuration;

/// <summary>Gathers findings while the rules go over a configuration.</summary>
internal sealed class FindingList
{
    private readonly List<ConfigurationFinding> _findings = [];

    public void Error(string path, string message) => _findings.Add(new ConfigurationFinding(Severity.Error, path, message));

    public void Warning(string path, string message) => _findings.Add(new ConfigurationFinding(Severity.Warning, path, message));

    public ImmutableArray<ConfigurationFinding> ToImmutable() => [.. _findings];
}
