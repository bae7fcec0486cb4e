using Dispatch.Contracts;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class SettingTypeTests
{
    [Theory]
    [InlineData("'drp'", "\"drp\" is no value of this setting. Did you mean \"drop\"? Known are refuse, drop.")]
    [InlineData("'x'", "\"x\" is no value of this setting. Known are refuse, drop.")]
    [InlineData("''", "\"\" is no value of this setting. Known are refuse, drop.")]
    [InlineData("' drop'", "\" drop\" is no value of this setting.")]
    [InlineData("'refuse,drop'", "\"refuse,drop\" is no value of this setting.")]
    [InlineData("1", "1 is no value of this setting. Known are refuse, drop.")]
    [InlineData("'1'", "\"1\" is no value of this setting.")]
    [InlineData("null", "null is no value of this setting.")]
    [InlineData("[]", "[] is no value of this setting.")]
    public void A_wrong_name_is_met_with_the_known_ones(string value, string words) => Expect.OneError(
        Sandbox.FindingsWith($"'routingGroups': {{ 'g': [ {{ 'key': 'a', 'unsupported': {value} }} ] }}"), "routingGroups.g[0].unsupported", words);

    [Fact]
    public void A_wrong_name_in_a_list_is_met_with_the_known_ones() => Expect.OneError(
        Sandbox.FindingsWith("'routingGroups': { 'g': { 'members': [ { 'key': 'a' } ], 'finalOn': [ 'timeout', 'contentFilter' ] } }"),
        "routingGroups.g.finalOn[1]",
        "\"contentFilter\" is no value of this setting. Did you mean \"contentFiltered\"? Known are unknown, transient, timeout, rateLimited,");

    [Fact]
    public void Names_are_matched_without_regard_to_case()
    {
        using var sandbox = new Sandbox();

        var group = sandbox.Load(
            $"{{ {Sandbox.OneProvider}, 'routingGroups': {{ 'g': {{ 'members': [ {{ 'key': 'a', 'unsupported': 'DROP' }} ], 'finalOn': [ 'ContentFiltered' ] }} }} }}")
            .Options!.RoutingGroups["g"];

        Assert.Equal(UnsupportedFields.Drop, group.Members[0].Unsupported);
        Assert.Equal([FailureKind.ContentFiltered], group.FinalOn);
    }
}
