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
}
