using System.Collections.Immutable;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class RoutingRulesTests
{
    [Theory]
    [InlineData("'routingGroups': { 'g': [] }", "routingGroups.g", "has no member")]
    [InlineData("'routingGroups': { '': [ { 'key': 'a' } ] }", "routingGroups[\"\"]", "name is empty")]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'x' }, { 'key': 'y' }, { 'key': 'x', 'model': 'm' } ] }", "routingGroups.g", "there is no provider \"x\" or \"y\".")]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'a' }, { 'key': '' } ] }", "routingGroups.g[1].key", "The key is empty")]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'a', 'model': ' ' } ] }", "routingGroups.g[0].model", "The model is empty")]
    public void Refuses(string json, string path, string words) => Expect.OneError(Find(json), path, words);

    [Theory]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'a' }, { 'key': 'alpa' } ] }", "routingGroups.g[1].key", "this member is left out. Did you mean \"alpha\"? Known are a, alpha, b.")]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'a' }, { 'key': 'A' } ] }", "routingGroups.g[1].key", "Did you mean \"a\"?")]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'a' }, { 'key': 'b' }, { 'key': 'a' } ] }", "routingGroups.g[2]", "This repeats routingGroups.g[0]")]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'a', 'model': 'm' }, { 'key': 'a', 'model': 'm' } ] }", "routingGroups.g[1]", "(same key and model)")]
    [InlineData("'routes': { 'r': [ 'a', 'b' ] }", "routes.r", "routes is deprecated. Write in routingGroups instead: \"r\": [{ \"key\": \"a\" }, { \"key\": \"b\" }].")]
    [InlineData("'routes': { 'r': [ 'nobody' ] }, 'routingGroups': { 'r': [ { 'key': 'a' } ] }", "routes.r", "The routing group of the same name is used instead")]
    public void Warns(string json, string path, string words) => Expect.OneWarning(Find(json), path, words);

    [Theory]
    [InlineData("'routingGroups': { 'a': [ { 'key': 'b' } ] }")]
    [InlineData("'routingGroups': { 'g': [ { 'key': 'a' }, { 'key': 'a', 'model': 'm' } ] }")]
    public void Accepts(string json) => Assert.Empty(Find(json));

    [Theory]
    [InlineData("'routes': { 'r': [] }", "routes.r", "has no member")]
    [InlineData("'routes': { 'r': [ 'x' ] }", "routes.r", "there is no provider \"x\"")]
    [InlineData("'routes': { 'r': [ 'a', '' ] }", "routes.r[1]", "The key is empty")]
    public void A_route_is_held_to_the_same_rules(string json, string path, string words)
    {
        var findings = Find(json);

        Expect.OneError([.. findings.Where(finding => finding.Severity == Severity.Error)], path, words);
        Expect.OneWarning([.. findings.Where(finding => finding.Severity == Severity.Warning)], "routes.r", "deprecated");
    }

    private static ImmutableArray<ConfigurationFinding> Find(string json)
    {
        using var sandbox = new Sandbox();
        const string Simulator = "{ 'kind': 'simulator' }";
        return sandbox.Load($"{{ 'providers': {{ 'a': {Simulator}, 'b': {Simulator}, 'alpha': {Simulator} }}, {json} }}").Findings;
    }
}
