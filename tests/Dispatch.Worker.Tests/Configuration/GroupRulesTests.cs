using System.ComponentModel.DataAnnotations;
using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class GroupRulesTests
{
    private static readonly string EveryKind = string.Join(", ", Enum.GetNames<FailureKind>().Where(name => name != "InvalidRequest").Select(name => $"'{name}'"));

    [Theory]
    [InlineData("'finalOn': [ 'timeout' ], 'fallbackOn': [ 'timeout' ]", ".fallbackOn[0]", "timeout stands in finalOn too; remove it from one of the two.")]
    [InlineData("'finalOn': [ 'invalidRequest' ], 'fallbackOn': [ 'invalidRequest' ]", ".fallbackOn[0]", "invalidRequest stands in finalOn too")]
    [InlineData("'attempts': 0", ".attempts", "1 or more, at most 50")]
    [InlineData("'rounds': 51", ".rounds", "1 or more, at most 50")]
    [InlineData("'rounds': 'x'", ".rounds", "\"x\" is no whole number")]
    [InlineData("'timeout': '24h'", ".timeout", "more than 0s, at most 23h55m")]
    [InlineData("'timeout': 'x'", ".timeout", "\"x\" is no duration")]
    [InlineData("'backoff': { 'max': '7h' }", ".backoff.max", "more than 0s, at most 6h")]
    [InlineData("'backoff': { 'initial': '10s', 'max': '5s' }", ".backoff", "max (5s, set here) is less than initial (10s, set here); raise max to 10s or more, or lower initial to 5s or less.")]
    [InlineData("'backoff': { 'initial': '6m' }", ".backoff", "max (5m, from limits.backoff) is less than initial (6m, set here)")]
    [InlineData("'backoff': { 'max': '1s' }", ".backoff", "max (1s, set here) is less than initial (2s, from limits.backoff)")]
    public void Refuses(string options, string path, string words) => Expect.OneError(Find(options), "routingGroups.g" + path, words);

    [Theory]
    [InlineData("'finalOn': [ 'timeout', 'invalidRequest' ]", ".finalOn[1]", "invalidRequest is final in every group; remove it here.")]
    [InlineData("'fallbackOn': [ 'invalidRequest', 'timeout' ]", ".fallbackOn[1]", "timeout falls back in every group; remove it here.")]
    public void Warns(string options, string path, string words) => Expect.OneWarning(Find(options), "routingGroups.g" + path, words);

    [Theory]
    [InlineData("'attempts': null, 'rounds': null, 'timeout': null, 'backoff': { 'initial': null, 'max': null }")]
    [InlineData("'attempts': 50, 'rounds': 1, 'timeout': '25m', 'backoff': { 'initial': '5m', 'max': '5m' }")]
    [InlineData("'backoff': { 'initial': '5m' }")]
    [InlineData("'finalOn': [ 'contentFiltered' ], 'fallbackOn': [ 'invalidRequest' ]")]
    public void Accepts(string options) => Assert.Empty(Find(options));

    [Fact]
    public void Warns_of_a_group_that_never_falls_back() =>
        Expect.OneWarning(Find($"'finalOn': [ {EveryKind} ]"), "routingGroups.g.finalOn", "the group never falls back");

    [Fact]
    public void A_group_of_one_member_may_have_every_kind_final() =>
        Assert.Empty(Find($"'finalOn': [ {EveryKind} ]", "{ 'key': 'a' }"));

    [Fact]
    public void A_group_that_falls_back_on_one_kind_does_fall_back() =>
        Assert.Empty(Find($"'finalOn': [ {EveryKind} ], 'fallbackOn': [ 'invalidRequest' ]"));

    [Fact]
    public void The_limits_backoff_is_refused_once_and_not_for_each_group() => Expect.OneError(
        Sandbox.FindingsWith("'limits': { 'backoff': { 'initial': '6m' } }, 'routingGroups': { 'g': { 'members': [ { 'key': 'a' } ] } }"),
        "limits.backoff", "max (5m) is less than initial (6m)");

    [Theory]
    [InlineData(typeof(LimitsOptions), nameof(LimitsOptions.Attempts), typeof(RoutingGroupOptions))]
    [InlineData(typeof(LimitsOptions), nameof(LimitsOptions.Rounds), typeof(RoutingGroupOptions))]
    [InlineData(typeof(ProviderOptions), nameof(ProviderOptions.Timeout), typeof(RoutingGroupOptions))]
    [InlineData(typeof(BackoffOptions), nameof(BackoffOptions.Initial), typeof(GroupBackoffOptions))]
    [InlineData(typeof(BackoffOptions), nameof(BackoffOptions.Max), typeof(GroupBackoffOptions))]
    public void The_range_is_that_of_the_setting_that_it_stands_in_for(Type general, string name, Type ofGroup) =>
        Assert.Equal(Range(general, name), Range(ofGroup, name));

    private static (object, object, bool) Range(Type type, string property)
    {
        var range = (RangeAttribute)Attribute.GetCustomAttribute(type.GetProperty(property)!, typeof(RangeAttribute))!;
        return (range.Minimum, range.Maximum, range.MinimumIsExclusive);
    }

    private static IReadOnlyList<ConfigurationFinding> Find(string options, string members = "{ 'key': 'a' }, { 'key': 'a', 'model': 'm' }") =>
        Sandbox.FindingsWith($"'routingGroups': {{ 'g': {{ 'members': [ {members} ], {options} }} }}");
}
