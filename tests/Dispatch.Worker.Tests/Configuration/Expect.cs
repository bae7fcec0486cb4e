using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>Assertions over findings.</summary>
internal static class Expect
{
    public static void OneError(IReadOnlyList<ConfigurationFinding> findings, string path, string words) =>
        One(findings, Severity.Error, path, words);

    public static void OneWarning(IReadOnlyList<ConfigurationFinding> findings, string path, string words) =>
        One(findings, Severity.Warning, path, words);

    private static void One(IReadOnlyList<ConfigurationFinding> findings, Severity severity, string path, string words)
    {
        var finding = Assert.Single(findings);
        Assert.Equal((severity, path), (finding.Severity, finding.Path));
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
    }
}
