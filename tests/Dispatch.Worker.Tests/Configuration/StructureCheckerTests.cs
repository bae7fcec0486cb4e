namespace Dispatch.Worker.Tests.Configuration;

public sealed class StructureCheckerTests
{
    [Theory]
    [InlineData("'limts': {}", "limts", "Did you mean \"limits\"?")]
    [InlineData("'limits': { 'atempts': 3 }", "limits.atempts", "Did you mean \"attempts\"?")]
    [InlineData("'limits': { 'zzz': 3 }", "limits.zzz", "Known are attempts, backoff, grace, prefetch, rounds, timeToLive.")]
    [InlineData("'limits': { 'backoff': { 'maximum': '1s' } }", "limits.backoff.maximum", "There is no setting \"maximum\"")]
    [InlineData("'routingGroups': { 'chat': [ { 'key': 'a' }, { 'key': 'a', 'model': 'm', 'wieght': 1 } ] }", "routingGroups.chat[1].wieght", "\"weight\"?")]
    [InlineData("'limits': { 'attempts': 3, 'Attempts': 4 }", "limits.Attempts", "the same setting as \"attempts\"")]
    [InlineData("'limits': { 'attempts': 3, 'attempts': 4 }", "limits.attempts", "stands twice")]
    public void Lists_an_unknown_or_repeated_key(string json, string path, string words) =>
        Expect.OneError(Sandbox.FindingsWith(json), path, words);

    [Theory]
    [InlineData("'limits': 5", "limits", "Here stands a number; an object is wanted")]
    [InlineData("'limits': null", "limits", "Here stands null; an object is wanted")]
    [InlineData("'routingGroups': []", "routingGroups", "Here stands a list; an object is wanted")]
    [InlineData("'routes': { 'chat': { 'key': 'a' } }", "routes.chat", "Here stands an object; a list is wanted")]
    [InlineData("'routingGroups': { 'chat': [ 'a' ] }", "routingGroups.chat[0]", "Here stands a text; an object is wanted")]
    [InlineData("'routingGroups': { 'chat': [ { 'key': 5 } ] }", "routingGroups.chat[0].key", "Here stands a number; a text in quotes is wanted")]
    [InlineData("'limits': { 'attempts': 'five' }", "limits.attempts", "\"five\" is no whole number")]
    [InlineData("'limits': { 'attempts': 1.5 }", "limits.attempts", "1.5 is no whole number")]
    [InlineData("'limits': { 'attempts': 99999999999 }", "limits.attempts", "99999999999 is no whole number that fits")]
    [InlineData("'limits': { 'attempts': null }", "limits.attempts", "null is no whole number")]
    [InlineData("'limits': { 'grace': 'abc' }", "limits.grace", "\"abc\" is no duration; write for instance \"30s\", \"5m\" or \"24h\".")]
    [InlineData("'limits': { 'grace': true }", "limits.grace", "true is no duration")]
    [InlineData("'limits': { 'grace': -1 }", "limits.grace", "-1 is no duration")]
    [InlineData("'routingGroups': { 'chat': [ { 'key': 'a', 'weight': '1' } ] }", "routingGroups.chat[0].weight", "\"1\" is no number")]
    [InlineData("'routingGroups': { 'chat': [ { 'key': 'a', 'weight': 1e999 } ] }", "routingGroups.chat[0].weight", "1e999 is no number")]
    [InlineData("'transport': 5", "transport", "Here stands a number; a text in quotes is wanted")]
    public void Lists_a_wrong_type(string json, string path, string words) => Expect.OneError(Sandbox.FindingsWith(json), path, words);

    [Theory]
    [InlineData("'routingGroups': { 'chat': [ {} ] }", "routingGroups.chat[0].key", "add \"key\"")]
    [InlineData("'providers': { 's': { 'kind': 'simulator', 'simulator': { 'outages': [ { 'to': '5s' } ] } } }", "providers.s.simulator.outages[0].from", "missing")]
    public void Lists_a_missing_key(string json, string path, string words)
    {
        using var sandbox = new Sandbox();
        var providers = json.StartsWith("'providers'", StringComparison.Ordinal) ? "" : $"{Sandbox.OneProvider}, ";

        Expect.OneError(sandbox.Load($"{{ {providers}{json} }}").Findings, path, words);
    }

    [Theory]
    [InlineData("'limits': { 'attempts': 0 }", "limits.attempts", "0 is out of range; write 1 or more, at most 50.")]
    [InlineData("'limits': { 'attempts': 51 }", "limits.attempts", "at most 50")]
    [InlineData("'limits': { 'rounds': 0 }", "limits.rounds", "1 or more, at most 50")]
    [InlineData("'limits': { 'prefetch': 0 }", "limits.prefetch", "1 or more, at most 10000")]
    [InlineData("'limits': { 'prefetch': 10001 }", "limits.prefetch", "1 or more, at most 10000")]
    [InlineData("'limits': { 'timeToLive': 0 }", "limits.timeToLive", "0s is out of range; write more than 0s, at most 30d.")]
    [InlineData("'limits': { 'timeToLive': '31d' }", "limits.timeToLive", "31d is out of range")]
    [InlineData("'limits': { 'grace': '31m' }", "limits.grace", "0s or more, at most 30m")]
    [InlineData("'limits': { 'backoff': { 'initial': '0s' } }", "limits.backoff.initial", "more than 0s")]
    [InlineData("'limits': { 'backoff': { 'max': '7h' } }", "limits.backoff.max", "at most 6h")]
    public void Lists_a_value_out_of_range(string json, string path, string words) => Expect.OneError(Sandbox.FindingsWith(json), path, words);

    [Fact]
    public void A_value_is_not_repeated_where_a_text_is_wanted() =>
        Assert.DoesNotContain("4711", Assert.Single(Sandbox.FindingsWith("'transport': 4711")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_with_odd_characters_is_quoted_in_the_path() => Expect.OneError(
        Sandbox.FindingsWith("'routingGroups': { 'llama3:8b': [ { 'key': 'a', 'x': 1 } ] }"),
        "routingGroups[\"llama3:8b\"][0].x", "no setting");

    [Fact]
    public void Names_are_told_apart_by_case_and_may_hold_colons()
    {
        using var sandbox = new Sandbox();

        const string Members = "[ { 'key': 'a' } ]";
        var options = sandbox.Load(
            $"{{ {Sandbox.OneProvider}, 'routingGroups': {{ 'llama3:8b': {Members}, 'Chat': {Members}, 'chat': {Members} }} }}").Options!;

        Assert.Equal(["Chat", "chat", "llama3:8b"], options.RoutingGroups.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_are_matched_without_regard_to_case()
    {
        using var sandbox = new Sandbox();

        var loaded = sandbox.Load("{ 'Providers': { 'a': { 'Kind': 'simulator', 'TimeOut': 5 } }, 'LIMITS': { 'Attempts': 3 } }");

        Assert.Equal((3, TimeSpan.FromSeconds(5)), (loaded.Options!.Limits.Attempts, loaded.Options.Providers["a"].Timeout));
    }

    [Fact]
    public void Null_leaves_a_setting_that_may_be_absent_at_its_default()
    {
        using var sandbox = new Sandbox();

        var loaded = sandbox.Load("{ 'providers': { 'a': { 'kind': 'simulator', 'apiKey': null, 'concurrency': null } } }");

        Assert.Equal((null, null), (loaded.Options!.Providers["a"].ApiKey, loaded.Options.Providers["a"].Concurrency));
    }
}
