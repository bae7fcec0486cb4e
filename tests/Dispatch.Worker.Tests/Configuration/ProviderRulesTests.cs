using System.Collections.Immutable;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class ProviderRulesTests
{
    private const string Url = "'baseUrl': 'https://api.example.com/v1'";

    [Theory]
    [InlineData("'kind': 'openia', " + Url, ".kind", "There is no kind \"openia\". Did you mean \"openai\"? Known are openai, anthropic, simulator;")]
    [InlineData("'kind': 'OpenAI', " + Url, ".kind", "Did you mean \"openai\"?")]
    [InlineData("'kind': ''", ".kind", "There is no kind \"\"")]
    [InlineData("'kind': 'openai'", ".baseUrl", "This is missing")]
    [InlineData("'kind': 'anthropic'", ".baseUrl", "This is missing; write the service's base URL, for instance \"https://api.anthropic.com/v1\"")]
    [InlineData("'kind': 'anthropic', 'simulator': {}, " + Url, ".simulator", "for kind \"simulator\"")]
    [InlineData("'kind': 'anthropic', 'defaultMaxTokens': 0, " + Url, ".defaultMaxTokens", "0 is out of range; write 1 or more.")]
    [InlineData("'defaultMaxTokens': 100, " + Url, ".defaultMaxTokens", "for kind \"anthropic\"; remove it, or change the provider's kind")]
    [InlineData("'kind': 'anthropic', 'apiKey': 'env:MISSING', " + Url, ".apiKey", "MISSING is not set")]
    [InlineData("'kind': 'anthropic', 'apiKey': 'env:KEY', 'headers': { 'X-Api-Key': 'env:KEY' }, " + Url, ".headers.X-Api-Key", "apiKey is sent as this header already")]
    [InlineData("'baseUrl': ''", ".baseUrl", "This is missing")]
    [InlineData("'baseUrl': 'api.example.com/v1'", ".baseUrl", "no absolute http or https URL")]
    [InlineData("'baseUrl': '/v1'", ".baseUrl", "no absolute http or https URL")]
    [InlineData("'baseUrl': 'ftp://api.example.com'", ".baseUrl", "no absolute http or https URL")]
    [InlineData("'baseUrl': 'https://api.example.com/v1?a=b'", ".baseUrl", "has no query; move what follows the '?' to the provider's \"query\"")]
    [InlineData("'baseUrl': 'https://api.example.com/v1?'", ".baseUrl", "has no query")]
    [InlineData("'baseUrl': 'https://api.example.com/v1#a'", ".baseUrl", "has no fragment")]
    [InlineData("'baseUrl': 'https://api.example.com/v1#'", ".baseUrl", "has no fragment")]
    [InlineData("'baseUrl': 'https://user:pw@api.example.com/v1'", ".baseUrl", "A user name or password in the URL is not sent")]
    [InlineData(Url + ", 'path': 'chat'", ".path", "\"chat\" does not start with '/'; write \"/chat\"")]
    [InlineData(Url + ", 'path': '/chat?x=1'", ".path", "move query parameters")]
    [InlineData(Url + ", 'query': { '': 'x' }", ".query[\"\"]", "The parameter's name is empty")]
    [InlineData(Url + ", 'query': { 'api_key': 'x' }", ".query.api_key", "A credential in a URL ends up in logs")]
    [InlineData(Url + ", 'query': { 'key': 'x' }", ".query.key", "A credential in a URL ends up in logs")]
    [InlineData(Url + ", 'simulator': {}", ".simulator", "for kind \"simulator\"")]
    [InlineData(Url + ", 'timeout': 0", ".timeout", "more than 0s, at most 23h55m")]
    [InlineData(Url + ", 'timeout': '24h'", ".timeout", "more than 0s, at most 23h55m")]
    [InlineData(Url + ", 'concurrency': 0", ".concurrency", "0 is out of range; write 1 or more.")]
    [InlineData(Url + ", 'maxResponseBytes': 1023", ".maxResponseBytes", "1024 or more, at most 1073741824")]
    [InlineData(Url + ", 'maxResponseBytes': 4294967296", ".maxResponseBytes", "4294967296 is out of range")]
    [InlineData("'kind': 'simulator', 'simulator': { 'failureRate': 1.1 }", ".simulator.failureRate", "1.1 is out of range; write 0 or more, at most 1.")]
    [InlineData("'kind': 'simulator', 'simulator': { 'failureRate': -0.1 }", ".simulator.failureRate", "out of range")]
    [InlineData("'kind': 'simulator', 'simulator': { 'latencySpread': 2 }", ".simulator.latencySpread", "out of range")]
    [InlineData("'kind': 'simulator', 'simulator': { 'requestsPerSecond': 0 }", ".simulator.requestsPerSecond", "1 or more")]
    [InlineData("'kind': 'simulator', 'simulator': { 'outages': [ { 'from': '9s', 'to': '5s' } ] }", ".simulator.outages[0]", "to (5s) is not after from (9s)")]
    [InlineData("'kind': 'simulator', 'simulator': { 'outages': [ { 'from': 1, 'to': 1 } ] }", ".simulator.outages[0]", "to (1s) is not after from (1s)")]
    public void Refuses(string provider, string path, string words) => Expect.OneError(Find(provider), "providers.p" + path, words);

    [Theory]
    [InlineData(Url + ", 'path': '/openai/deployments/{model}/chat/completions', 'query': { 'api-version': '2024-10-21' }")]
    [InlineData("'baseUrl': 'http://localhost:11434/v1', 'apiKey': 'env:KEY'")]
    [InlineData("'baseUrl': 'http://127.0.0.1:11434/v1', 'apiKey': 'env:KEY'")]
    [InlineData("'baseUrl': 'http://[::1]:11434/v1', 'apiKey': 'env:KEY'")]
    [InlineData("'baseUrl': 'http://vllm.internal:8000/v1'")]
    [InlineData("'kind': 'anthropic', 'apiKey': 'env:KEY', 'defaultMaxTokens': 100, " + Url)]
    [InlineData("'kind': 'anthropic', 'apiKey': 'env:KEY', 'headers': { 'anthropic-beta': 'x', 'authorization': 'env:KEY' }, " + Url)]
    [InlineData(Url + ", 'timeout': '25m', 'concurrency': 1, 'maxResponseBytes': 1024")]
    [InlineData("'kind': 'simulator', 'simulator': { 'latency': 0, 'latencySpread': 1, 'failureRate': 1, 'requestsPerSecond': 1, 'outages': [ { 'from': 0, 'to': 1 } ] }")]
    public void Accepts(string provider) => Assert.Empty(Find(provider));

    [Theory]
    [InlineData("'baseUrl': 'http://api.example.com/v1', 'apiKey': 'env:KEY'", ".baseUrl", "The credential is sent to api.example.com unencrypted")]
    [InlineData("'baseUrl': 'http://api.example.com/v1', 'headers': { 'x-api-key': 'env:KEY' }", ".baseUrl", "unencrypted")]
    [InlineData("'kind': 'simulator', " + Url + ", 'apiKey': 'env:NOT_SET'", "", "apiKey, baseUrl can't take effect")]
    [InlineData("'kind': 'simulator', 'headers': { 'a': 'b' }, 'path': 'x', 'query': { 'a': 'b' }", "", "headers, path, query can't take effect")]
    [InlineData("'kind': 'simulator', 'defaultMaxTokens': 100", "", "defaultMaxTokens can't take effect")]
    [InlineData("'kind': 'anthropic', 'baseUrl': 'http://api.example.com/v1', 'apiKey': 'env:KEY'", ".baseUrl", "unencrypted")]
    public void Warns(string provider, string path, string words) => Expect.OneWarning(Find(provider), "providers.p" + path, words);

    [Fact]
    public void Refuses_to_be_without_a_provider()
    {
        using var sandbox = new Sandbox();

        Expect.OneError(sandbox.Load("{}").Findings, "providers", "There is no provider");
    }

    [Fact]
    public void Refuses_an_empty_key()
    {
        using var sandbox = new Sandbox();

        Expect.OneError(sandbox.Load("{ 'providers': { '': { 'kind': 'simulator' } } }").Findings, "providers[\"\"]", "key is empty");
    }

    [Fact]
    public void Does_not_repeat_a_url_that_may_hold_a_credential()
    {
        var findings = Find("'baseUrl': 'https://user:hunter2@example.com/v1'").Concat(Find("'baseUrl': 'user:hunter2@example.com'"));

        Assert.DoesNotContain("hunter2", string.Concat(findings), StringComparison.Ordinal);
    }

    private static ImmutableArray<ConfigurationFinding> Find(string provider)
    {
        using var sandbox = new Sandbox();
        sandbox.Environment["KEY"] = "s3cret";
        return sandbox.Load($"{{ 'providers': {{ 'p': {{ {provider} }} }} }}").Findings;
    }
}
