using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    [Fact]
    public void Lists_everything_at_once_errors_first()
    {
        using var sandbox = new Sandbox();
        sandbox.Environment["DISPATCH__LIMITS__ROUNDZ"] = "1";

        var loaded = sandbox.Load("""
            {
              'transprt': 'memory',
              'listen': 'nowhere',
              'providers': {
                'openai': { 'timeout': 'abc', 'apiKey': 'sk-1' },
                'other': { 'kind': 'closedai' }
              },
              'routingGroups': { 'chat': [ { 'key': 'openai', 'weight': -1 }, { 'key': 'gone' }, { 'model': 'm' } ], 'none': [] },
              'routes': { 'old': [ 'openai' ] },
              'limits': { 'attempts': 0, 'backoff': { 'initial': '9m' } }
            }
            """);

        Assert.False(loaded.IsValid);
        Assert.Null(loaded.Options);
        Assert.Equal(
            [
                "transprt", "providers.openai.timeout", "routingGroups.chat[2].key", "limits.attempts", "listen", "limits.backoff",
                "providers.openai.baseUrl", "providers.openai.apiKey", "providers.other.kind", "routingGroups.none", "DISPATCH__LIMITS__ROUNDZ",
            ],
            loaded.Errors.Select(finding => finding.Path));
        Assert.Equal(["routingGroups.chat[1].key", "routingGroups.chat[0].weight", "routes.old"], loaded.Warnings.Select(finding => finding.Path));
        Assert.Equal(loaded.Findings, loaded.Errors.Concat(loaded.Warnings));
    }

    [Theory]
    [InlineData("'providers': 5", "providers")]
    [InlineData("'providers': { 'p': 5 }", "providers.p")]
    [InlineData("'providers': { 'p': { 'kind': 5 } }", "providers.p.kind")]
    [InlineData("'providers': { 'p': { 'baseUrl': 5 } }", "providers.p.baseUrl")]
    [InlineData("'providers': { 'p': { 'baseUrl': 'https://x', 'headers': { 'a': 5 } } }", "providers.p.headers.a")]
    [InlineData("'providers': { 'p': { 'kind': 'simulator', 'simulator': { 'outages': [ { 'from': 'x', 'to': 5 } ] } } }", "providers.p.simulator.outages[0].from")]
    [InlineData("'providers': { 'p': { 'kind': 'simulator' } }, 'routes': 5", "routes")]
    [InlineData("'providers': { 'p': { 'kind': 'simulator' } }, 'routingGroups': { 'g': 5 }", "routingGroups.g")]
    [InlineData("'providers': { 'p': { 'kind': 'simulator' } }, 'routingGroups': { 'g': [ 5 ] }", "routingGroups.g[0]")]
    [InlineData("'providers': { 'p': { 'kind': 'simulator' } }, 'limits': { 'backoff': { 'max': 'x', 'initial': '1h' } }", "limits.backoff.max")]
    public void A_value_that_can_t_be_read_has_no_echo(string json, string path)
    {
        using var sandbox = new Sandbox();

        Assert.Equal(path, Assert.Single(sandbox.Load($"{{ {json} }}").Errors).Path);
    }

    [Fact]
    public void Warnings_alone_leave_the_configuration_valid()
    {
        using var sandbox = new Sandbox();

        var loaded = sandbox.Load($"{{ {Sandbox.OneProvider}, 'routes': {{ 'r': [ 'a' ] }} }}");

        Assert.True(loaded.IsValid);
        Assert.Single(loaded.Warnings);
        Assert.Equal(["a"], loaded.Options.Routes["r"]);
    }

    [Fact]
    public void A_section_is_read_alone_whatever_is_wrong_elsewhere()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteConfiguration("{ 'providers': { 'p': { 'apiKey': 'env:MISSING' } }, 'broker': { 'username': 'batch' } }");

        var loaded = sandbox.Loader().Load(section: "broker");

        Assert.Empty(loaded.Findings);
        Assert.Equal("batch", loaded.Options!.Broker.Username);
    }

    [Fact]
    public void What_is_wrong_in_a_section_that_is_read_alone_is_found()
    {
        using var sandbox = new Sandbox();
        sandbox.WriteConfiguration("{ 'broker': { 'password': 'hunter2' } }");

        Assert.Equal("broker.password", Assert.Single(sandbox.Loader().Load(section: "broker").Errors).Path);
    }

    [Fact]
    public void The_files_of_secrets_count_as_files_even_where_there_is_an_error()
    {
        using var sandbox = new Sandbox();

        var loaded = sandbox.Load(
            "{ 'providers': { 'p': { 'baseUrl': 'https://x', 'apiKey': 'file:/no/such', 'headers': { 'X-A': 'file:/nor/such' } } } }");

        Assert.False(loaded.IsValid);
        Assert.Equal([sandbox.PathOf("dispatch.json"), "/no/such", "/nor/such"], loaded.Files);
    }

    [Fact]
    public void The_shipped_example_has_no_finding_and_a_group_with_a_fallback()
    {
        var loaded = new ConfigurationLoader(new Dictionary<string, string>(), [AppContext.BaseDirectory]).Load();

        Assert.Empty(loaded.Findings);
        Assert.Equal(DispatchOptions.MemoryTransport, loaded.Options!.Transport);
        Assert.Equal([1, 1, 0], loaded.Options.RoutingGroups["demo"].Members.Select(member => member.Priority));
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "dispatch.schema.json")));
    }
}
