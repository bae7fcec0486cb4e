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
    [InlineData("'limits': { 'backoff': { 'initial': '10m', 'max': '90s' } }", "limits.backoff", "max (1m30s) is less than initial (10m); raise max to 10m or more, or lower initial to 1m30s or less.")]
    [InlineData("'limits': { 'backoff': { 'initial': '6m' } }", "limits.backoff", "max (5m) is less than initial (6m)")]
    public void Refuses(string json, string path, string words) => Expect.OneError(Sandbox.FindingsWith(json), path, words);

    [Theory]
    [InlineData("'transport': 'memory'")]
    [InlineData("'transport': 'amqp://guest:guest@rabbitmq:5672/'")]
    [InlineData("'transport': 'amqps://rabbitmq/vhost'")]
    [InlineData("'listen': 'http://0.0.0.0:8080'")]
    [InlineData("'listen': 'http://+:8080'")]
    [InlineData("'listen': 'http://*:8080/'")]
    [InlineData("'limits': { 'backoff': { 'initial': '2s', 'max': '2s' } }")]
    [InlineData("'limits': { 'attempts': 50, 'rounds': 50, 'prefetch': 10000, 'timeToLive': '30d', 'grace': 0, 'backoff': { 'initial': '1ms', 'max': '6h' } }")]
    public void Accepts(string json) => Assert.Empty(Sandbox.FindingsWith(json));

    [Fact]
    public void The_transports_url_is_not_repeated() =>
        Assert.DoesNotContain("hunter2", string.Concat(Sandbox.FindingsWith("'transport': 'http://user:hunter2@host'")), StringComparison.Ordinal);
}
