using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Tests.Telemetry;

/// <summary>The dashboard, the alert rules and the scaler hold together. That a worker exports what they read is a test on a real one.</summary>
public sealed class OperationsTests : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-rules-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Promtool_finds_nothing_wrong(params string[] arguments)
    {
        var (code, output) = await PromtoolAsync(OperationsFiles.Folder, arguments);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task The_tests_of_the_rules_notice_a_rule_that_is_changed()
    {
        foreach (var file in Directory.EnumerateFiles(OperationsFiles.Folder, "alerts*.yml"))
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        var rules = Path.Combine(_folder.FullName, "alerts.yml");
        var changed = (await File.ReadAllTextAsync(rules, Cancellation)).Replace("[10m])) > 5", "[10m])) > 50", StringComparison.Ordinal);
        await File.WriteAllTextAsync(rules, changed, Cancellation);

        var (code, output) = await PromtoolAsync(_folder.FullName, "test", "rules", "alerts.test.yml");

        Assert.Equal(1, code);
        Assert.Contains("DispatchDeadLettersGrow", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_alert_has_a_test()
    {
        var alerts = Names("alerts.yml", "alert").ToList();

        Assert.NotEmpty(alerts);
        Assert.Equal(alerts.Order(StringComparer.Ordinal), Names("alerts.test.yml", "alertname").Distinct().Order(StringComparer.Ordinal));
        Assert.All(["DispatchDeadLettersGrow", "DispatchProviderDown", "DispatchDeadlineAtRisk", "DispatchNotConsuming"], alert => Assert.Contains(alert, alerts));
    }

    [Fact]
    public void Each_panel_of_the_dashboard_stands_in_a_place_of_its_own_and_reads_something()
    {
        var panels = OperationsFiles.Dashboard["panels"]!.AsArray().ToList();

        Assert.Equal(panels.Count, panels.Select(panel => (int)panel!["id"]!).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(panel => ((int)panel!["gridPos"]!["x"]!, (int)panel["gridPos"]!["y"]!)).Distinct().Count());
        Assert.All(panels, panel => Assert.InRange((int)panel!["gridPos"]!["x"]! + (int)panel["gridPos"]!["w"]!, 1, 24));
        Assert.All(
            panels.Where(panel => (string)panel!["type"]! != "row"),
            panel => Assert.NotEmpty(panel!["targets"]!.AsArray().SelectMany(target => OperationsFiles.MetricsOf((string)target!["expr"]!))));
    }

    [Fact]
    public async Task What_the_dashboard_asks_is_sound()
    {
        // As rules, which promtool reads; its variables stand for what Grafana puts there.
        var asked = OperationsFiles.DashboardExpressions().Select(expression => expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal));
        var rules = new JsonObject
        {
            ["groups"] = new JsonArray(new JsonObject
            {
                ["name"] = "dashboard",
                ["rules"] = new JsonArray([.. asked.Select((expression, i) => new JsonObject { ["record"] = $"asked:{i}", ["expr"] = expression })]),
            }),
        };
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "dashboard.yml"), rules.ToJsonString(), Cancellation);

        var (code, output) = await PromtoolAsync(_folder.FullName, "check", "rules", "dashboard.yml");

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("sum by (dispatch_provider) (rate(dispatch_attempts_total{dispatch_provider=~\"$provider\"}[5m]))", "dispatch_attempts_total")]
    [InlineData("(max(dispatch_queue_ready) > 0) and on () (sum(dispatch_queue_consumers) == 0)", "dispatch_queue_ready dispatch_queue_consumers")]
    [InlineData("up{job=\"dispatch\"} == 0", "up")]
    public void The_metrics_of_an_expression_are_found(string expression, string metrics) =>
        Assert.Equal(metrics.Split(' '), OperationsFiles.MetricsOf(expression));

    [Fact]
    public void Workers_are_scaled_by_both_queues_of_requests_and_what_is_not_acknowledged()
    {
        var scaler = File.ReadAllText(Path.Combine(OperationsFiles.Folder, "keda.yml"));
        var queues = new Regex(Regex.Match(scaler, @"^ +queueName: (\S+)$", RegexOptions.Multiline).Groups[1].Value);

        Assert.All([BrokerNames.Requests, BrokerNames.Retry], name => Assert.Matches(queues, name));
        Assert.All([BrokerNames.Isolated, BrokerNames.Results, BrokerNames.DeadLetters, .. DelayLanes.All.Select(BrokerNames.DelayLane)], name => Assert.DoesNotMatch(queues, name));
        Assert.All(
            ["protocol: http", "mode: QueueLength", "excludeUnacknowledged: \"false\"", "useRegex: \"true\"", "operation: sum"],
            setting => Assert.Contains(setting, scaler, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(string file, string key) =>
        Regex.Matches(File.ReadAllText(Path.Combine(OperationsFiles.Folder, file)), $@"^ +(- )?{key}: (?<name>\S+)$", RegexOptions.Multiline)
            .Select(match => match.Groups["name"].Value);

    private static async Task<(int Code, string Output)> PromtoolAsync(string folder, params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync(Cancellation);
        return (promtool.ExitCode, await output + await error);
    }
}
