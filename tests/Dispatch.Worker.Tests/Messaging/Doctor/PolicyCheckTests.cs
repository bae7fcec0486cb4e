using System.Text.Json;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Doctor;

namespace Dispatch.Worker.Tests.Messaging.Doctor;

public sealed class PolicyCheckTests
{
    private static readonly BrokerSettings Settings = new(new Uri("amqp://localhost/"));

    [Theory]
    [InlineData("^dispatch\\.requests$", """{"delivery-limit":20}""", "error", "dispatch.requests")]
    [InlineData("^dispatch\\.requests$", """{"delivery-limit":2000000}""", null, null)]
    [InlineData("retry$", """{"message-ttl":60000}""", "error", "dispatch.requests.retry")]
    [InlineData("delay\\.30s$", """{"message-ttl":29999}""", "error", "dispatch.requests.delay.* (1)")]
    [InlineData("delay\\.30s$", """{"message-ttl":30000}""", null, null)]
    [InlineData("delay\\.30s$", """{"overflow":"drop-head"}""", "error", "dispatch.requests.delay.* (1)")]
    [InlineData("delay\\.30s$", """{"overflow":"reject-publish"}""", null, null)]
    [InlineData("delay\\.30s$", """{"dead-letter-strategy":"at-most-once"}""", "error", "dispatch.requests.delay.* (1)")]
    [InlineData("delay\\.30s$", """{"dead-letter-exchange":"elsewhere"}""", null, null)]
    [InlineData("isolated", """{"max-length-bytes":1}""", "warning", "dispatch.requests.isolated")]
    [InlineData("results", """{"max-length":1000}""", "note", "dispatch.results")]
    [InlineData("results", """{"message-ttl":1000}""", "warning", "dispatch.results")]
    [InlineData("letters$", """{"expires":1000}""", "error", "dispatch.dead-letters")]
    [InlineData("^dispatch\\.requests$", """{"consumer-timeout":60000}""", "error", "dispatch.requests")]
    [InlineData("^dispatch\\.requests$", """{"consumer-timeout":1800000}""", null, null)]
    [InlineData("^something-else", """{"expires":1000}""", null, null)]
    [InlineData("(", """{"expires":1000}""", null, null)]
    public void A_policy_is_judged_by_what_it_makes_of_the_queues(string pattern, string definition, string? severity, string? queues)
    {
        var finding = Assert.Single(PolicyCheck.Examine(Policies(("p", pattern, "queues", 0, definition)), [], Settings));

        Assert.Equal(severity ?? "ok", finding.Severity.ToString().ToLowerInvariant());
        if (queues is not null)
            Assert.EndsWith($" on {queues}", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_policy_of_the_highest_priority_applies_and_none_for_other_kinds_of_queues()
    {
        var policies = Policies(
            ("low", "^dispatch", "queues", 1, """{"expires":1000}"""),
            ("high", "^dispatch", "all", 2, """{"delivery-limit":3}"""),
            ("classic", "^dispatch", "classic_queues", 9, """{"expires":1000}"""));

        var finding = Assert.Single(PolicyCheck.Examine(policies, [], Settings));

        Assert.StartsWith("The policy 'high' sets delivery-limit = 3 ", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_policy_is_cleared_by_another_command()
    {
        var finding = Assert.Single(PolicyCheck.Examine([], Policies(("o", "letters$", "queues", 0, """{"expires":1000}""")), Settings));

        Assert.EndsWith("rabbitmqctl clear_operator_policy --vhost '/' 'o'", finding.Remedy, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Policy> Policies(params (string Name, string Pattern, string ApplyTo, int Priority, string Definition)[] policies)
    {
        var list = policies.Select(policy => new Dictionary<string, object>
        {
            ["name"] = policy.Name,
            ["pattern"] = policy.Pattern,
            ["apply-to"] = policy.ApplyTo,
            ["priority"] = policy.Priority,
            ["definition"] = JsonSerializer.Deserialize<JsonElement>(policy.Definition),
        });
        return Policy.Read(JsonSerializer.SerializeToElement(list));
    }
}
