using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class OptionsValidatorTests
{
    [Theory]
    [InlineData("'transport': ''", "transport", "neither \"memory\" nor an amqp://")]
    [InlineData("'transport': 'Memory'", "transport", "neither \"memory\"")]
    [InlineData("'transport': 'rabbitmq://host'", "transport", "or amqps:// URL")]
    [InlineData("'transport': 'amqp:'", "transport", "or amqps:// URL")]
    [InlineData("'transport': 'host:5672'", "transport", "or amqps:// URL")]
    [InlineData("'listen': 'https://127.0.0.1:8080'", "listen", "no http URL of host and port")]
    [InlineData("'listen': '127.0.0.1:8080'", "listen", "write for instance \"http://0.0.0.0:8080\"")]
    [InlineData("'listen': 'http://127.0.0.1:8080/health'", "listen", "no http URL of host and port")]
    [InlineData("'listen': ''", "listen", "no http URL")]
    [InlineData("'listen': 'http://user:password@127.0.0.1:8080'", "listen", "no http URL of host and port")]
    [InlineData("'limits': { 'backoff': { 'initial': '10m', 'max': '90s' } }", "limits.backoff", "max (1m30s) is less than initial (10m); raise max to 10m or more, or lower initial to 1m30s or less.")]
    [InlineData("'limits': { 'backoff': { 'initial': '6m' } }", "limits.backoff", "max (5m) is less than initial (6m)")]
    public void Refuses(string json, string path, string words) => Expect.OneError(Sandbox.FindingsWith(json), path, words);

    [Theory]
    [InlineData("'transport': 'memory'")]
    [InlineData("'listen': 'http://0.0.0.0:8080'")]
    [InlineData("'listen': 'http://+:8080'")]
    [InlineData("'listen': 'http://*:8080/'")]
    [InlineData("'limits': { 'backoff': { 'initial': '2s', 'max': '2s' } }")]
    [InlineData("'limits': { 'attempts': 50, 'rounds': 50, 'prefetch': 10000, 'timeToLive': '30d', 'grace': 0, 'backoff': { 'initial': '1ms', 'max': '6h' } }")]
    public void Accepts(string json) => Assert.Empty(Sandbox.FindingsWith(json));

    [Theory]
    [InlineData("amqp://guest:guest@rabbitmq:5672/")]
    [InlineData("amqp://rabbitmq")]
    [InlineData("amqps://rabbitmq/vhost")]
    [InlineData("amqps://rabbitmq/team%2Fqueue")]
    [InlineData("amqps://rabbitmq/%2F")]
    public void Accepts_a_broker(string transport) => Assert.Empty(Find(transport, "'p': { 'baseUrl': 'https://api.example.com/v1' }"));

    [Theory]
    [InlineData("amqp://u:p@h/a/b", "write one that belongs to the name as %2F")]
    [InlineData("amqps://h/a/", "remove a '/' at its end")]
    [InlineData("amqp://h//", "remove a '/' at its end")]
    public void Refuses_a_virtual_host_with_a_further_slash(string transport, string words) =>
        Expect.OneError(Find(transport, "'p': { 'baseUrl': 'https://api.example.com/v1' }"), "transport", words);

    [Fact]
    public void Warns_of_each_simulator_whose_answers_would_go_out_through_a_broker()
    {
        const string Providers =
            "'one': { 'kind': 'simulator' }, 'real': { 'baseUrl': 'https://api.example.com/v1' }, 'two': { 'kind': 'simulator' }";

        var findings = Find("amqp://rabbitmq/", Providers);

        Assert.Equal(
            [(Severity.Warning, "providers.one.kind"), (Severity.Warning, "providers.two.kind")],
            findings.Select(finding => (finding.Severity, finding.Path)));
        Assert.All(findings, finding => Assert.Contains("for trying out only", finding.Message, StringComparison.Ordinal));
        Assert.Empty(Find("memory", Providers));
    }

    [Fact]
    public void The_transports_url_is_not_repeated() =>
        Assert.DoesNotContain("hunter2", string.Concat(Sandbox.FindingsWith("'transport': 'http://user:hunter2@host'")), StringComparison.Ordinal);

    private static IReadOnlyList<ConfigurationFinding> Find(string transport, string providers)
    {
        using var sandbox = new Sandbox();
        return sandbox.Load($"{{ 'transport': '{transport}', 'providers': {{ {providers} }} }}").Findings;
    }

    [Fact]
    public void A_worker_listens_on_loopback_unless_it_is_told_otherwise() => Assert.True(new Uri(new DispatchOptions().Listen).IsLoopback);
}
