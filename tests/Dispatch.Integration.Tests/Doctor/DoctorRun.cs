using System.Text.Json;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Doctor;

/// <summary>One run of <c>dispatch doctor --json</c> as a process of its own, and what it reported.</summary>
internal sealed record DoctorRun(int ExitCode, string Output, IReadOnlyList<ReportedFinding> Findings)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="configuration">Becomes the configuration file, as camelCase JSON.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <param name="arguments">What follows <c>--config FILE --json</c>.</param>
    public static async Task<DoctorRun> RunAsync(object configuration, CancellationToken cancellationToken, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("dispatch-doctor-");
        try
        {
            var file = Path.Combine(folder.FullName, "dispatch.json");
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(configuration, JsonSerializerOptions.Web), cancellationToken);
            var (code, output) = await InvokeAsync(folder.FullName, ["--config", file, "--json", .. arguments], cancellationToken);
            using var json = JsonDocument.Parse(output);
            var findings = json.RootElement.GetProperty("findings").Deserialize<List<ReportedFinding>>(JsonSerializerOptions.Web)!;
            Assert.Equal(findings.Count(finding => finding.Severity == "error"), json.RootElement.GetProperty("summary").GetProperty("errors").GetInt32());
            return new DoctorRun(code, output, findings);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs <c>dispatch doctor</c> with exactly these arguments.</summary>
    public static async Task<(int ExitCode, string Output)> InvokeAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string?> { ["NO_COLOR"] = "1", [KeyVariable] = Key };
        await using var process = WorkerProcess.StartCommand(["doctor", .. arguments], folder, environment);
        var code = await process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
        return (code, process.Output);
    }

    /// <summary>The variable that holds <see cref="Key"/> in the process.</summary>
    public const string KeyVariable = "DISPATCH_TESTS_DOCTOR_KEY";

    public const string Key = "sk-marked-for-the-doctor-0123456789";

    /// <summary>The one finding of this severity and check.</summary>
    public ReportedFinding Single(string severity, string check)
    {
        var found = Findings.Where(finding => finding.Severity == severity && finding.Check == check).ToList();
        Assert.True(found.Count == 1, $"{found.Count} findings are {severity} of {check}:\n{Output}");
        return found[0];
    }

    public IEnumerable<ReportedFinding> Of(string severity) => Findings.Where(finding => finding.Severity == severity);
}

/// <summary>A finding as it stands in the JSON.</summary>
internal sealed record ReportedFinding(string Severity, string Check, string Found, string? Cause, string? Remedy);
