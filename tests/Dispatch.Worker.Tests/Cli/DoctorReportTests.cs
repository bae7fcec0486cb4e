using System.Text.Json;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging.Doctor;
using Dispatch.Worker.Providers.Doctor;

namespace Dispatch.Worker.Tests.Cli;

public sealed class DoctorReportTests
{
    private static readonly DoctorFinding Fine = new(DoctorSeverity.Ok, "broker.node", "Reached [in] 3 ms");
    private static readonly DoctorFinding Remark = new(DoctorSeverity.Note, "broker.queues", "Nothing waits", "Nobody publishes");
    private static readonly DoctorFinding Doubt = new(DoctorSeverity.Warning, "broker.clock", "Off", "No NTP", "Set it");
    private static readonly DoctorFinding Wrong = new(DoctorSeverity.Error, "broker.permissions", "Lacks write", "The pattern", "rabbitmqctl set_permissions '^a.*'");

    [Fact]
    public void Each_finding_is_a_line_with_cause_and_remedy_below()
    {
        using var output = new StringWriter();

        new DoctorReport("/etc/dispatch.json", [Fine, Remark, Doubt, Wrong]).WriteTo(Terminal.On(output));

        var lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                "ok       broker.node: Reached [in] 3 ms",
                "note     broker.queues: Nothing waits", "cause: Nobody publishes",
                "warning  broker.clock: Off", "cause: No NTP", "remedy: Set it",
                "error    broker.permissions: Lacks write", "cause: The pattern", "remedy: rabbitmqctl set_permissions '^a.*'",
                "1 error, 1 warning, 1 note for /etc/dispatch.json",
            ],
            lines);
    }

    [Fact]
    public void In_JSON_commands_stay_as_one_copies_them_and_a_summary_counts()
    {
        var text = new DoctorReport("f", [Fine, Wrong, Wrong]).ToJson();

        Assert.Contains("rabbitmqctl set_permissions '^a.*'", text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        var finding = json.RootElement.GetProperty("findings")[1];
        Assert.Equal(("error", "broker.permissions"), (finding.GetProperty("severity").GetString(), finding.GetProperty("check").GetString()));
        var summary = json.RootElement.GetProperty("summary");
        Assert.Equal((2, 0, 0, 1), (summary.GetProperty("errors").GetInt32(), summary.GetProperty("warnings").GetInt32(), summary.GetProperty("notes").GetInt32(), summary.GetProperty("ok").GetInt32()));
    }

    [Fact]
    public void Only_an_error_exits_with_1()
    {
        Assert.Equal(ExitCodes.Done, new DoctorReport("f", [Fine, Remark, Doubt]).ExitCode);
        Assert.Equal(ExitCodes.Incomplete, new DoctorReport("f", [Fine, Wrong]).ExitCode);
    }

    [Fact]
    public void A_severity_means_the_same_everywhere()
    {
        Assert.All(Enum.GetValues<BrokerSeverity>(), severity =>
            Assert.Equal(severity.ToString(), DoctorFinding.Of(new BrokerFinding(severity, "c", "f")).Severity.ToString()));
        Assert.All(Enum.GetValues<ProviderSeverity>(), severity =>
            Assert.Equal(severity.ToString(), DoctorFinding.Of(new ProviderFinding(severity, "c", "f")).Severity.ToString()));
        Assert.All(Enum.GetValues<Severity>(), severity =>
            Assert.Equal(severity.ToString(), DoctorFinding.Of(new ConfigurationFinding(severity, "p", "m")).Severity.ToString()));
    }
}
