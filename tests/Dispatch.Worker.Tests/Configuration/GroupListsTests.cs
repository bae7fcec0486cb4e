using Dispatch.Contracts;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>A routing group may be a list of members, or an object with options of its own.</summary>
public sealed class GroupListsTests : IDisposable
{
    private const string AsList = "[ { 'key': 'a' }, { 'key': 'a', 'model': 'm' } ]";
    private const string AsObject = $"{{ 'members': {AsList} }}";

    private readonly Sandbox _sandbox = new();

    [Theory]
    [InlineData(AsList)]
    [InlineData(AsObject)]
    public void Both_forms_load_alike(string group)
    {
        var loaded = Load(group);

        Assert.Empty(loaded.Findings);
        Assert.Equal([("a", null), ("a", "m")], loaded.Options!.RoutingGroups["chat"].Members.Select(member => (member.Key, member.Model)));
        Assert.Empty(ConfigurationChanges.Between(loaded.Options, Load(AsObject).Options!));
    }

    [Fact]
    public void An_object_holds_options_of_the_group()
    {
        var loaded = Load(
            "{ 'members': [ { 'key': 'a' } ], 'attempts': 10, 'rounds': 3, 'backoff': { 'initial': '5s' }, 'timeout': '30s', "
            + "'finalOn': [ 'contentFiltered' ], 'fallbackOn': [ 'invalidRequest' ] }");

        Assert.Empty(loaded.Findings);
        var group = loaded.Options!.RoutingGroups["chat"];
        Assert.Equal((10, 3, TimeSpan.FromSeconds(30)), (group.Attempts, group.Rounds, group.Timeout));
        Assert.Equal(new GroupBackoffOptions { Initial = TimeSpan.FromSeconds(5) }, group.Backoff);
        Assert.Equal([FailureKind.ContentFiltered], group.FinalOn);
        Assert.Equal([FailureKind.InvalidRequest], group.FallbackOn);
    }

    [Theory]
    [InlineData("[ { 'key': 5 } ]", "[0].key")]
    [InlineData("{ 'members': [ { 'key': 5 } ] }", ".members[0].key")]
    [InlineData("[ { 'key': '' }, { 'key': 'a' } ]", "[0].key")]
    [InlineData("{ 'Members': [ { 'key': '' }, { 'key': 'a' } ] }", ".members[0].key")]
    [InlineData("[]", "")]
    [InlineData("{ 'members': [] }", ".members")]
    [InlineData("{ 'members': 5 }", ".members")]
    [InlineData("{}", ".members")]
    [InlineData("5", "")]
    [InlineData("null", "")]
    [InlineData("[ { 'key': 'x' } ]", "")]
    [InlineData("{ 'members': [ { 'key': 'x' } ] }", ".members")]
    public void An_error_names_the_path_as_written(string group, string path) =>
        Assert.Equal("routingGroups.chat" + path, Assert.Single(Load(group).Errors).Path);

    [Theory]
    [InlineData("[ { 'key': 'a' }, { 'key': 'a' } ]", "[1]", "This repeats routingGroups.chat[0] (")]
    [InlineData("{ 'members': [ { 'key': 'a' }, { 'key': 'a' } ] }", ".members[1]", "This repeats routingGroups.chat.members[0] (")]
    [InlineData("[ { 'key': 'a', 'weight': 7 }, { 'key': 'a', 'model': 'm' } ]", "", "do nothing")]
    [InlineData("{ 'members': [ { 'key': 'a', 'weight': 7 }, { 'key': 'a', 'model': 'm' } ] }", ".members", "do nothing")]
    public void A_warning_names_the_path_as_written(string group, string path, string words) =>
        Expect.OneWarning(Load(group).Findings, "routingGroups.chat" + path, words);

    [Theory]
    [InlineData("RoutingGroups", "[ { 'key': 'a', 'x': 1 } ]", "RoutingGroups[\"a.b\"][0].x")]
    [InlineData("RoutingGroups", "[ { 'key': 'gone' } ]", "routingGroups[\"a.b\"]")]
    [InlineData("routingGroups", "{ 'members': [ { 'key': 'a', 'x': 1 } ] }", "routingGroups[\"a.b\"].members[0].x")]
    public void Odd_names_and_another_case_make_no_difference(string setting, string group, string path) =>
        Assert.Equal(path, Assert.Single(_sandbox.Load($"{{ {Sandbox.OneProvider}, '{setting}': {{ 'a.b': {group}, 'a': {AsObject} }} }}").Findings).Path);

    [Fact]
    public void A_path_in_a_section_is_folded_too()
    {
        _sandbox.WriteConfiguration($"{{ 'Dispatch': {{ {Sandbox.OneProvider}, 'routingGroups': {{ 'chat': [ {{ 'key': '' }}, {{ 'key': 'a' }} ] }} }} }}", "appsettings.json");

        Assert.Equal("Dispatch.routingGroups.chat[0].key", Assert.Single(_sandbox.Loader().Load().Findings).Path);
    }

    [Theory]
    [InlineData(AsList, "1__MODEL")]
    [InlineData(AsList, "MEMBERS__1__MODEL")]
    [InlineData(AsObject, "1__MODEL")]
    [InlineData(AsObject, "MEMBERS__1__MODEL")]
    public void A_variable_reaches_a_member_of_either_form(string group, string name)
    {
        _sandbox.Environment[$"DISPATCH__ROUTINGGROUPS__CHAT__{name}"] = "other";

        Assert.Equal([null, "other"], Load(group).Options!.RoutingGroups["chat"].Members.Select(member => member.Model));
    }

    [Theory]
    [InlineData(AsList)]
    [InlineData(AsObject)]
    public void A_variable_sets_an_option_of_either_form(string group)
    {
        _sandbox.Environment["DISPATCH__ROUTINGGROUPS__CHAT__ROUNDS"] = "3";
        _sandbox.Environment["DISPATCH__ROUTINGGROUPS__CHAT__BACKOFF__MAX"] = "1m";
        _sandbox.Environment["DISPATCH__ROUTINGGROUPS__CHAT__FINALON__0"] = "contentFiltered";

        var options = Load(group).Options!.RoutingGroups["chat"];

        Assert.Equal((3, TimeSpan.FromMinutes(1), 2), (options.Rounds, options.Backoff.Max, options.Members.Count));
        Assert.Equal([FailureKind.ContentFiltered], options.FinalOn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MEMBERS__")]
    public void A_variable_makes_a_new_group(string members)
    {
        _sandbox.Environment[$"DISPATCH__ROUTINGGROUPS__New__{members}0__KEY"] = "a";

        Assert.Equal("a", Assert.Single(Load(AsList).Options!.RoutingGroups["New"].Members).Key);
    }

    [Fact]
    public void A_finding_on_a_member_names_the_variable_that_set_it()
    {
        _sandbox.Environment["DISPATCH__ROUTINGGROUPS__CHAT__1__MODEL"] = " ";

        Expect.OneError(Load(AsList).Findings, "routingGroups.chat[1].model", "(Set by DISPATCH__ROUTINGGROUPS__CHAT__1__MODEL.)");
    }

    public void Dispose() => _sandbox.Dispose();

    private LoadedConfiguration Load(string group) => _sandbox.Load($"{{ {Sandbox.OneProvider}, 'routingGroups': {{ 'chat': {group} }} }}");
}
