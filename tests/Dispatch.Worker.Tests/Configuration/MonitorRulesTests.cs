using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class MonitorRulesTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    [Theory]
    [InlineData("'roles': []", "roles", "A process without a role does nothing")]
    [InlineData("'roles': [ 'worker', 'moniter' ]", "roles[1]", "There is no role \"moniter\". Did you mean \"monitor\"? Known are \"worker\" and \"monitor\".")]
    [InlineData("'monitor': { 'store': ' ' }", "monitor.store", "This is empty")]
    [InlineData("'monitor': { 'store': '/' }", "monitor.store", "This is a folder")]
    [InlineData("'monitor': { 'store': 'mysql://db/x' }", "monitor.store", "neither a path nor a postgres:// URL")]
    [InlineData("'monitor': { 'store': 'postgres://db' }", "monitor.store", "names no host or no database")]
    [InlineData("'monitor': { 'store': 'Host=db;Username=me' }", "monitor.store", "PostgreSQL needs a host and a database here")]
    [InlineData("'monitor': { 'store': 'Host=db;;=x' }", "monitor.store", "PostgreSQL needs a host and a database here")]
    [InlineData("'monitor': { 'store': 'Host=db;Database=d', 'password': 'hunter2' }", "monitor.password", "write env:NAME or file:PATH")]
    [InlineData("'monitor': { 'store': 'Host=db;Database=d', 'password': 'env:MISSING' }", "monitor.password", "MISSING is not set")]
    [InlineData("'monitor': { 'retention': { 'maxAge': '1m' } }", "monitor.retention.maxAge", "1h or more")]
    [InlineData("'monitor': { 'retention': { 'maxLetters': 0 } }", "monitor.retention.maxLetters", "1 or more")]
    [InlineData("'monitor': { 'batch': 5001 }", "monitor.batch", "1 or more, at most 5000")]
    public void Refuses(string settings, string path, string words) => Expect.OneError(Find(settings), path, words);

    [Theory]
    [InlineData("'roles': [ 'monitor' ]")]
    [InlineData("'roles': [ 'worker' ], 'monitor': { 'store': 'mysql://db/x', 'password': 'env:MISSING' }")]
    [InlineData("'monitor': { 'store': 'data/letters.db', 'retention': { 'maxAge': '30d', 'maxLetters': 1000 }, 'batch': 50 }")]
    [InlineData("'monitor': { 'store': '/data/a=b.db' }")]
    [InlineData("'monitor': { 'store': 'postgres://me@db:5433/letters?sslmode=require', 'password': 'env:KEY' }")]
    [InlineData("'monitor': { 'store': 'Host=db;Username=me;Database=letters', 'password': 'env:KEY' }")]
    public void Accepts(string settings) => Assert.Empty(Find(settings));

    [Fact]
    public void A_monitor_alone_needs_no_provider() => Assert.Empty(_sandbox.Load("{ 'transport': 'amqp://rabbit/', 'roles': [ 'monitor' ] }").Findings);

    [Fact]
    public void Warns_of_a_password_for_a_file() =>
        Expect.OneWarning(Find("'monitor': { 'password': 'env:KEY' }"), "monitor.password", "monitor.store is the path of a file");

    [Theory]
    [InlineData("postgres://me:pa%40ss@db/letters", "host=db;port=5432;database=letters;username=me;password=pa@ss")]
    [InlineData("postgresql://db:6000/le%2Ftters?sslmode=require", "host=db;port=6000;database=le/tters;ssl mode=require")]
    [InlineData("Host=db;Database=letters", "host=db;database=letters")]
    public void A_place_is_read_as_a_URL_or_as_pairs(string store, string expected) =>
        Assert.Equal(expected, StorePlace.PostgreSql(store).ConnectionString, ignoreCase: true);

    [Fact]
    public void Roles_of_the_command_line_go_before_those_of_the_file()
    {
        _sandbox.WriteConfiguration($"{{ {Sandbox.OneProvider}, 'Roles': [ 'worker', 'monitor' ] }}");
        var loader = _sandbox.Loader();

        Assert.Equal(["monitor"], loader.InRoles(["monitor"]).Load().Options!.Roles);
        Assert.Equal(["worker", "monitor"], loader.InRoles([]).Load().Options!.Roles);
    }

    public void Dispose() => _sandbox.Dispose();

    private IReadOnlyList<ConfigurationFinding> Find(string settings)
    {
        _sandbox.Environment["KEY"] = "a-secret-of-the-database";
        return _sandbox.Load($"{{ 'providers': {{ 'a': {{ 'baseUrl': 'http://localhost/v1' }} }}, 'transport': 'amqp://rabbit/', {settings} }}").Findings;
    }
}
