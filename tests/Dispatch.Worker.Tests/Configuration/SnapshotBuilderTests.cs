using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class SnapshotBuilderTests
{
    private readonly RecordingFactory _factory = new();
    private readonly Dictionary<string, string> _environment = new() { ["KEY"] = "1", ["OTHER"] = "1" };

    [Fact]
    public void Builds_routing_providers_and_limits()
    {
        var options = Options(new ProviderOptions { Kind = "simulator" }) with
        {
            RoutingGroups = new Dictionary<string, RoutingGroupOptions> { ["chat"] = new() { Members = [new MemberOptions { Key = "p" }] } },
            Limits = new LimitsOptions { Attempts = 7 },
        };

        var snapshot = Builder().Build(options).Snapshot;

        Assert.Equal(["chat", "p"], snapshot.Routing.Names);
        Assert.Equal(["p"], snapshot.Providers.Keys);
        Assert.Equal(7, snapshot.Limits.Attempts);
        Assert.Equal("p", Assert.Single(_factory.Created).Key);
    }

    [Fact]
    public void A_group_follows_its_own_rules_and_every_other_name_the_limits()
    {
        var options = Options(new ProviderOptions { Kind = "simulator" }) with
        {
            RoutingGroups = new Dictionary<string, RoutingGroupOptions>
            {
                ["own"] = new() { Members = [new MemberOptions { Key = "p" }], Rounds = 3 },
                ["Own"] = new() { Members = [new MemberOptions { Key = "p" }] },
            },
            Routes = new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["p"] },
            Limits = new LimitsOptions { Attempts = 7, Rounds = 8 },
        };

        var snapshot = Builder().Build(options).Snapshot;

        Assert.Equal(["Own", "own", "p", "route"], snapshot.Routing.Names);
        Assert.Equal([(7, 8), (7, 3), (7, 8), (7, 8)], snapshot.Routing.Names.Select(snapshot.RulesOf).Select(rules => (rules.Attempts, rules.Rounds)));
    }

    [Fact]
    public void Keeps_a_provider_that_did_not_change()
    {
        var builder = Builder();
        var before = builder.Build(Options(Provider()));

        var after = builder.Build(Options(Provider()) with { Limits = new LimitsOptions { Rounds = 9 } }, before);

        Assert.Same(ProviderOf(before), ProviderOf(after));
        Assert.Equal(9, after.Snapshot.Limits.Rounds);
    }

    [Fact]
    public void Makes_the_provider_anew_where_an_option_changed()
    {
        var builder = Builder();
        var before = builder.Build(Options(Provider()));

        Assert.NotSame(ProviderOf(before), ProviderOf(builder.Build(Options(Provider() with { Concurrency = 3 }), before)));
    }

    [Theory]
    [InlineData("KEY")]
    [InlineData("OTHER")]
    public void Makes_the_provider_anew_where_a_secret_changed(string variable)
    {
        var builder = Builder();
        var before = builder.Build(Options(Provider()));
        _environment[variable] = "2";

        Assert.NotSame(ProviderOf(before), ProviderOf(builder.Build(Options(Provider()), before)));
    }

    [Fact]
    public void Hands_references_not_secrets_to_the_factory()
    {
        _environment["KEY"] = "hunter2";

        var built = Builder().Build(Options(Provider()));

        Assert.Equal("env:KEY", Assert.Single(_factory.Created).Options.ApiKey);
        Assert.DoesNotContain("hunter2", built.ToString() + string.Concat(built.Providers), StringComparison.Ordinal);
    }

    private SnapshotBuilder Builder() => new(_factory, _environment.GetValueOrDefault);

    private static Provider ProviderOf(BuiltSnapshot built) =>
        built.Snapshot.Providers.TryGet("p", out var provider) ? provider : throw new KeyNotFoundException();

    private static DispatchOptions Options(ProviderOptions provider) =>
        new() { Providers = new Dictionary<string, ProviderOptions> { ["p"] = provider } };

    private static ProviderOptions Provider() => new()
    {
        BaseUrl = "https://example.com",
        ApiKey = "env:KEY",
        Headers = new Dictionary<string, string> { ["X-Other"] = "env:OTHER" },
    };
}
