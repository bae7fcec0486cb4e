using System.Text;
using System.Text.Json;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Doctor;

namespace Dispatch.Worker.Tests.Messaging.Doctor;

/// <summary>What a broker says is read without asking it.</summary>
public sealed class BrokerFindingTests
{
    private static readonly string[] All = ["publisher_confirms", "basic.nack", "consumer_cancel_notify", "exchange_exchange_bindings", "connection.blocked"];

    [Theory]
    [InlineData("RabbitMQ", "3.9.29", "Error")]
    [InlineData("RabbitMQ", "3.10.0", "Ok")]
    [InlineData("RabbitMQ", "4.1.0-rc.1", "Ok")]
    [InlineData("RabbitMQ", "many", "Warning")]
    [InlineData("LavinMQ", "2.1.0", "Warning")]
    public void A_broker_is_judged_by_product_and_version(string product, string version, string expected)
    {
        var findings = ServerCheck.Examine(Properties(product, version, All), "rabbit:5672").ToList();

        Assert.Equal((expected, $"rabbit:5672 is {product} {version}"), (findings[0].Severity.ToString(), findings[0].Found));
        Assert.Equal(BrokerSeverity.Ok, findings[1].Severity);
    }

    [Fact]
    public void A_missing_capability_is_an_error_that_says_what_for()
    {
        var findings = ServerCheck.Examine(Properties("RabbitMQ", "3.10.8", All.Except(["basic.nack"])), "rabbit:5672").ToList();

        Assert.Equal((BrokerSeverity.Error, "rabbit:5672 does not have basic.nack"), (findings[1].Severity, findings[1].Found));
        Assert.Contains("did not take a message", findings[1].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_that_says_nothing_of_itself_lacks_everything() =>
        Assert.Equal([BrokerSeverity.Warning, BrokerSeverity.Error], ServerCheck.Examine(null, "rabbit:5672").Select(finding => finding.Severity));

    [Theory]
    [InlineData("ACCESS_REFUSED - access to queue 'dispatch.requests' in vhost '/' refused for user 'worker'", "worker")]
    [InlineData("NOT_ALLOWED - access to vhost 'a' refused for user 'o'brien'", "o'brien")]
    [InlineData("NOT_ALLOWED - vhost nope not found", null)]
    public void The_user_is_read_from_a_refusal(string text, string? user) => Assert.Equal(user, AccessRefusal.UserOf(text));

    [Fact]
    public void A_name_is_one_word_of_the_command() =>
        Assert.StartsWith(@"rabbitmqctl set_permissions --vhost 'a b' 'o'\''brien' '^(dispatch\.|", AccessRefusal.Grant("a b", "o'brien"), StringComparison.Ordinal);

    [Fact]
    public void The_granted_pattern_matches_every_name_of_a_worker() =>
        Assert.All(PermissionNeeds.OfWorker(new BrokerSettings(new Uri("amqp://localhost/"))), need => Assert.Matches(AccessRefusal.Names, need.Name));

    [Theory]
    [InlineData(0.4, 0.6, "Ok")]
    [InlineData(-5.5, 0.6, "Ok")]
    [InlineData(-5.7, 0.6, "Warning")]
    [InlineData(3600, 0.6, "Warning")]
    public void A_clock_is_off_where_more_than_5_seconds_are_sure(double ahead, double uncertainty, string expected) =>
        Assert.Equal(expected, ClockCheck.Judge(new ManagementReply(200, null, null) { Ahead = TimeSpan.FromSeconds(ahead), Uncertainty = TimeSpan.FromSeconds(uncertainty) }).Severity.ToString());

    [Fact]
    public void A_probe_is_judged_by_its_time_and_whether_it_is_whole()
    {
        Assert.Equal(BrokerSeverity.Ok, LaneProbe.Judge(TimeSpan.FromSeconds(0.3), isWhole: true).Severity);
        Assert.Equal(BrokerSeverity.Warning, LaneProbe.Judge(TimeSpan.FromSeconds(2.4), isWhole: true).Severity);
        Assert.Equal(BrokerSeverity.Error, LaneProbe.Judge(TimeSpan.FromSeconds(0.3), isWhole: false).Severity);
    }

    [Fact]
    public void Nodes_that_are_down_in_alarm_or_apart_are_errors()
    {
        using var nodes = JsonDocument.Parse("""
            [{"name":"a","running":true,"mem_alarm":false,"disk_free_alarm":true,"partitions":["c"]},{"name":"b","running":false},{"name":"c","running":true,"mem_alarm":true}]
            """);
        using var well = JsonDocument.Parse("""[{"name":"a","running":true,"mem_alarm":false,"disk_free_alarm":false,"partitions":[]}]""");

        Assert.Equal(
            ["The node a is in disk alarm", "The node a does not see 1 others", "The node b is down", "The node c is in memory alarm"],
            ClusterCheck.Examine(nodes.RootElement).Select(finding => finding.Found));
        Assert.Equal(BrokerSeverity.Ok, Assert.Single(ClusterCheck.Examine(well.RootElement)).Severity);
    }

    [Fact]
    public void A_disabled_feature_flag_that_Dispatch_needs_is_an_error()
    {
        using var flags = JsonDocument.Parse("""[{"name":"stream_queue","state":"disabled"},{"name":"quorum_queue","state":"enabled"},{"name":"user_limits","state":"disabled"}]""");

        Assert.Equal("rabbitmqctl enable_feature_flag stream_queue", Assert.Single(ClusterCheck.ExamineFlags(flags.RootElement)).Remedy);
    }

    [Fact]
    public async Task A_management_API_that_refuses_is_an_error_and_one_that_tells_little_a_note()
    {
        using var overview = JsonDocument.Parse("""{"rabbitmq_version":"3.10.8"}""");
        var settings = new BrokerSettings(new Uri("amqp://localhost/"));
        var refusing = new ManagementCheck(settings, (_, _) => Task.FromResult(new ManagementReply(401, null, "Not management user")));
        var reticent = new ManagementCheck(settings, (path, _) => Task.FromResult(path == "api/overview"
            ? new ManagementReply(200, overview.RootElement, null)
            : new ManagementReply(401, null, "Not monitor user")));

        var refused = Assert.Single(await refusing.ExamineAsync(TestContext.Current.CancellationToken));
        Assert.Equal((BrokerSeverity.Error, "Not management user"), (refused.Severity, refused.Cause));
        var found = await reticent.ExamineAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, finding => finding.Severity is BrokerSeverity.Error or BrokerSeverity.Warning);
        Assert.Equal([BrokerChecks.Clock, BrokerChecks.Cluster, BrokerChecks.Policy], found.Where(finding => finding.Severity == BrokerSeverity.Note).Select(finding => finding.Check));
    }

    private static Dictionary<string, object?> Properties(string product, string version, IEnumerable<string> capabilities) => new()
    {
        ["product"] = Encoding.UTF8.GetBytes(product),
        ["version"] = Encoding.UTF8.GetBytes(version),
        ["capabilities"] = capabilities.ToDictionary(name => name, object? (_) => true),
    };
}
