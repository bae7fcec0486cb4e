using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class EnvironmentOverlayTests
{
    private const string Base =
        "{ 'providers': { 'a': { 'kind': 'simulator' } }, 'routingGroups': { 'llama3:8b': [ { 'key': 'a' } ], 'Chat': [ { 'key': 'a', 'weight': 2 } ] } }";

    [Theory]
    [InlineData("DISPATCH__LIMITS__ATTEMPTS")]
    [InlineData("dispatch__limits__attempts")]
    public void A_number_replaces_the_default(string name) => Assert.Equal(7, Load((name, "7")).Options!.Limits.Attempts);

    [Theory]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("90", 90)]
    [InlineData("1.5", 1.5)]
    public void A_duration_is_text_or_a_number_of_seconds(string value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Load(("DISPATCH__LIMITS__TIMETOLIVE", value)).Options!.Limits.TimeToLive);

    [Fact]
    public void A_text_stays_a_text() =>
        Assert.Equal("2024", Load(("DISPATCH__ROUTINGGROUPS__CHAT__0__MODEL", "2024")).Options!.RoutingGroups["Chat"].Members[0].Model);

    [Fact]
    public void A_key_in_the_file_keeps_its_spelling()
    {
        var groups = Load(("DISPATCH__ROUTINGGROUPS__LLAMA3:8B__0__WEIGHT", "0.5"), ("DISPATCH__ROUTINGGROUPS__CHAT__0__WEIGHT", "3")).Options!.RoutingGroups;

        Assert.Equal(0.5, groups["llama3:8b"].Members[0].Weight);
        Assert.Equal(3, groups["Chat"].Members[0].Weight);
        Assert.Equal(2, groups.Count);
    }

    [Fact]
    public void A_new_key_is_taken_as_written() =>
        Assert.Equal(["MyProvider", "a"], Load(("DISPATCH__PROVIDERS__MyProvider__KIND", "simulator")).Options!.Providers.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void An_exact_key_comes_before_one_that_differs_in_case()
    {
        using var sandbox = new Sandbox();
        sandbox.Environment["DISPATCH__PROVIDERS__A__SIMULATOR__SEED"] = "9";

        var providers = sandbox.Load("{ 'providers': { 'a': { 'kind': 'simulator' }, 'A': { 'kind': 'simulator' } } }").Options!.Providers;

        Assert.Equal((9, null), (providers["A"].Simulator!.Seed, providers["a"].Simulator));
    }

    [Fact]
    public void Items_are_added_in_the_order_of_their_index()
    {
        var variables = Enumerable.Range(1, 11).Select(index => ($"DISPATCH__ROUTINGGROUPS__CHAT__{index}__KEY", "a"))
            .Concat(Enumerable.Range(1, 11).Select(index => ($"DISPATCH__ROUTINGGROUPS__CHAT__{index}__MODEL", $"m{index}")));

        var members = Load([.. variables]).Options!.RoutingGroups["Chat"].Members;

        Assert.Equal([null, .. Enumerable.Range(1, 11).Select(index => $"m{index}")], members.Select(member => member.Model));
    }

    [Theory]
    [InlineData("DISPATCH__LIMTS__ATTEMPTS", "5", "Did you mean \"limits\"?")]
    [InlineData("DISPATCH__LIMITS__ATEMPTS", "5", "Did you mean \"attempts\"?")]
    [InlineData("DISPATCH__PROVIDERS__NEW__FOO", "5", "There is no setting \"FOO\"")]
    [InlineData("DISPATCH__", "5", "There is no setting \"\"")]
    [InlineData("DISPATCH__LIMITS", "5", "This names limits as a whole")]
    [InlineData("DISPATCH__PROVIDERS__A", "5", "This names providers.a as a whole")]
    [InlineData("DISPATCH__ROUTINGGROUPS__CHAT", "a", "This names routingGroups.Chat as a whole")]
    [InlineData("DISPATCH__TRANSPORT__URL", "x", "transport is a single setting and has no part \"URL\"")]
    [InlineData("DISPATCH__ROUTINGGROUPS__CHAT__MEMBERS__X__KEY", "a", "\"X\" is no index of routingGroups.Chat; write a number from 0 to 1.")]
    [InlineData("DISPATCH__ROUTINGGROUPS__CHAT__2__KEY", "a", "\"2\" is no index of routingGroups.Chat; write a number from 0 to 1.")]
    [InlineData("DISPATCH__ROUTINGGROUPS__CHAT__ROUND", "5", "Did you mean \"rounds\"?")]
    [InlineData("DISPATCH__ROUTINGGROUPS__CHAT__FINALON__0", "", "\"\" is no value of this setting. Known are unknown, transient,")]
    [InlineData("DISPATCH__LIMITS__ATTEMPTS", "five", "\"five\" is no whole number")]
    [InlineData("DISPATCH__LIMITS__ATTEMPTS", "", "\"\" is no whole number")]
    [InlineData("DISPATCH__LIMITS__GRACE", "soon", "\"soon\" is no duration")]
    public void A_variable_that_can_t_be_taken_is_an_error_under_its_name(string name, string value, string words) =>
        Expect.OneError(Load((name, value)).Findings, name, words);

    [Theory]
    [InlineData("DISPATCH_SERVICE_HOST")]
    [InlineData("OTHER__LIMITS")]
    public void Other_variables_are_left_alone(string name) => Assert.Empty(Load((name, "x")).Findings);

    [Fact]
    public void A_finding_on_a_value_names_the_variable_that_set_it() =>
        Expect.OneError(Load(("DISPATCH__LIMITS__ATTEMPTS", "0")).Findings, "limits.attempts", "(Set by DISPATCH__LIMITS__ATTEMPTS.)");

    [Fact]
    public void What_the_file_holds_on_the_way_is_still_checked()
    {
        using var sandbox = new Sandbox();
        sandbox.Environment["DISPATCH__LIMITS__ATTEMPTS"] = "5";

        Expect.OneError(sandbox.Load($"{{ {Sandbox.OneProvider}, 'limits': 7 }}").Findings, "limits", "an object is wanted");
    }

    private static LoadedConfiguration Load(params (string Name, string Value)[] variables)
    {
        using var sandbox = new Sandbox();
        foreach (var (name, value) in variables)
            sandbox.Environment[name] = value;
        return sandbox.Load(Base);
    }
}
