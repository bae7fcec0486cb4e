using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class ConfigurationChangesTests
{
    private const string Before =
        "'providers': { 'a': { 'kind': 'simulator' }, 'b': { 'kind': 'simulator' } }, 'routingGroups': { 'x:y': [ { 'key': 'a' } ] }";

    [Theory]
    [InlineData(Before, "")]
    [InlineData(Before + ", 'limits': { 'backoff': { 'max': '6m' } }, 'transport': 'amqp://host'", "limits.backoff.max transport")]
    [InlineData("'providers': { 'a': { 'kind': 'simulator', 'timeout': 5 } }, 'routingGroups': { 'x:y': [ { 'key': 'a' } ] }", "providers.a.timeout providers.b")]
    [InlineData("'providers': { 'a': { 'kind': 'simulator' }, 'b': { 'kind': 'simulator' }, 'c': { 'kind': 'simulator' } }, 'routingGroups': { 'x:y': [ { 'key': 'b' } ] }", "providers.c routingGroups[\"x:y\"]")]
    public void Names_what_differs(string after, string paths)
    {
        using var sandbox = new Sandbox();
        var before = sandbox.Load($"{{ {Before} }}").Options!;

        Assert.Equal(paths, string.Join(' ', ConfigurationChanges.Between(before, sandbox.Load($"{{ {after} }}").Options!)));
    }
}
