using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class ConfigurationChangesTests
{
    private const string Before =
        "'providers': { 'a': { 'kind': 'simulator' }, 'b': { 'kind': 'simulator' } }, 'routingGroups': { 'x:y': [ { 'key': 'a' } ] }";

    [Fact]
    public void Names_that_differ_in_case_are_two()
    {
        using var sandbox = new Sandbox();
        const string Groups = "'Chat': [ { 'key': 'a' } ], 'chat': [ { 'key': 'a' } ]";
        var before = sandbox.Load($"{{ {Sandbox.OneProvider}, 'routingGroups': {{ {Groups} }} }}").Options!;
        var after = sandbox.Load($"{{ {Sandbox.OneProvider}, 'routingGroups': {{ {Groups}, 'CHAT': [ {{ 'key': 'a' }} ] }} }}").Options!;

        Assert.Equal(["routingGroups.CHAT"], ConfigurationChanges.Between(before, after));
    }

    [Theory]
    [InlineData(Before, "")]
    [InlineData(Before + ", 'limits': { 'backoff': { 'max': '6m' } }, 'transport': 'amqp://host'", "limits.backoff.max transport")]
    [InlineData("'providers': { 'a': { 'kind': 'simulator', 'timeout': 5 } }, 'routingGroups': { 'x:y': [ { 'key': 'a' } ] }", "providers.a.timeout providers.b")]
    [InlineData("'providers': { 'a': { 'kind': 'simulator' }, 'b': { 'kind': 'simulator' }, 'c': { 'kind': 'simulator' } }, 'routingGroups': { 'x:y': [ { 'key': 'b' } ] }", "providers.c routingGroups[\"x:y\"].members")]
    public void Names_what_differs(string after, string paths)
    {
        using var sandbox = new Sandbox();
        var before = sandbox.Load($"{{ {Before} }}").Options!;

        Assert.Equal(paths, string.Join(' ', ConfigurationChanges.Between(before, sandbox.Load($"{{ {after} }}").Options!)));
    }
}
