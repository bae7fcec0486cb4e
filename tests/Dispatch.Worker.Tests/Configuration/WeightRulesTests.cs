namespace Dispatch.Worker.Tests.Configuration;

public sealed class WeightRulesTests
{
    [Theory]
    [InlineData("{ 'key': 'a', 'weight': 70 }, { 'key': 'a', 'model': 'm', 'weight': 30 }", "The weights (70, 30) do nothing")]
    [InlineData("{ 'key': 'a', 'weight': 3 }, { 'key': 'a', 'model': 'm' }", "The weights (3, 1) do nothing")]
    [InlineData("{ 'key': 'a', 'weight': 50 }, { 'key': 'a', 'model': 'm', 'weight': 50 }", "The weights (50, 50) do nothing")]
    [InlineData("{ 'key': 'a', 'priority': 5, 'weight': 3 }, { 'key': 'a', 'model': 'm', 'weight': 2 }", "for instance \"priority\": 0")]
    public void Warns_of_weights_where_every_priority_differs(string members, string words) =>
        Expect.OneWarning(Find(members), "routingGroups.g", words);

    [Theory]
    [InlineData("{ 'key': 'a' }, { 'key': 'a', 'model': 'm' }")]
    [InlineData("{ 'key': 'a', 'weight': 1 }, { 'key': 'a', 'model': 'm' }")]
    [InlineData("{ 'key': 'a', 'weight': 5 }")]
    [InlineData("{ 'key': 'a', 'priority': 1, 'weight': 70 }, { 'key': 'a', 'model': 'm', 'priority': 1, 'weight': 30 }")]
    [InlineData("{ 'key': 'a', 'priority': 1, 'weight': 0 }, { 'key': 'a', 'model': 'm', 'priority': 1 }")]
    [InlineData("{ 'key': 'a', 'priority': 2, 'weight': 3 }, { 'key': 'a', 'model': 'm', 'priority': 1, 'weight': 2 }")]
    [InlineData("{ 'key': 'a', 'weight': 3 }, { 'key': 'a', 'model': 'm', 'priority': 0, 'weight': 1 }")]
    public void Says_nothing_of_weights_that_count_or_are_spelt_out(string members) => Assert.Empty(Find(members));

    [Theory]
    [InlineData("{ 'key': 'a', 'weight': 0 }", "The only member is asked whatever its weight is")]
    [InlineData("{ 'key': 'a', 'weight': -1 }", "A negative weight counts as 0")]
    public void Warns_of_a_weight_that_can_t_be_meant(string members, string words) =>
        Expect.OneWarning(Find(members), "routingGroups.g[0].weight", words);

    private static IReadOnlyList<Dispatch.Worker.Configuration.ConfigurationFinding> Find(string members) =>
        Sandbox.FindingsWith($"'routingGroups': {{ 'g': [ {members} ] }}");
}
