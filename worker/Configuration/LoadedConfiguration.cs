using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Configuration;

/// <summary>What came of reading the configuration once.</summary>
/// <param name="File">The file that was read; null where none could be.</param>
/// <param name="Options">The options; null where there is an error.</param>
/// <param name="Files">Every file whose content counts: that one, and those that secrets are kept in.</param>
/// <param name="Findings">Errors, then warnings.</param>
internal sealed record LoadedConfiguration(
    string? File, DispatchOptions? Options, IReadOnlyList<string> Files, ImmutableArray<ConfigurationFinding> Findings)
{
    [MemberNotNullWhen(true, nameof(File), nameof(Options))]
    public bool IsValid => Options is not null;

    public IEnumerable<ConfigurationFinding> Errors => Findings.Where(finding => finding.Severity == Severity.Error);

    public IEnumerable<ConfigurationFinding> Warnings => Findings.Where(finding => finding.Severity == Severity.Warning);
}
