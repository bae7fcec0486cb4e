using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Routing;

public sealed class RoutingTableTests
{
    private static readonly string[] Providers = ["alpha", "beta"];

    [Fact]
    public void A_provider_routes_to_itself_alone() => Assert.Equal(["alpha"], Members(Table(), "alpha"));

    [Fact]
    public void A_group_wins_over_a_provider_of_its_name()
    {
        var table = Table(groups: new() { ["alpha"] = [new() { Key = "beta" }, new() { Key = "alpha" }] });

        Assert.Equal(["beta", "alpha"], Members(table, "alpha"));
    }

    [Fact]
    public void A_group_wins_over_a_route_of_its_name()
    {
        var table = Table(groups: new() { ["x"] = [new() { Key = "beta" }] }, routes: new() { ["x"] = ["alpha"] });

        Assert.Equal(["beta"], Members(table, "x"));
    }

    [Fact]
    public void A_route_asks_its_providers_in_their_order() =>
        Assert.Equal(["beta", "alpha"], Members(Table(routes: new() { ["old"] = ["beta", "alpha"] }), "old"));

    [Fact]
    public void An_unknown_name_is_not_found() => Assert.False(Table().TryFind("gamma", out _));

    [Fact]
    public void Names_are_case_sensitive_and_may_hold_colons()
    {
        var table = Table(groups: new() { ["llama3:8b"] = [new() { Key = "beta" }] });

        Assert.Equal(["beta"], Members(table, "llama3:8b"));
        Assert.False(table.TryFind("LLAMA3:8b", out _));
    }

    [Fact]
    public void All_names_are_listed_sorted()
    {
        var table = Table(groups: new() { ["chat"] = [new() { Key = "beta" }] }, routes: new() { ["old"] = ["alpha"] });

        Assert.Equal(["alpha", "beta", "chat", "old"], table.Names);
    }

    [Fact]
    public void A_member_without_a_provider_is_left_out_and_the_others_keep_their_priority()
    {
        var table = Table(groups: new() { ["g"] = [new() { Key = "gone" }, new() { Key = "alpha" }, new() { Key = "beta" }] });

        Assert.True(table.TryFind("g", out var group));
        Assert.Equal([("alpha", -1), ("beta", -2)], group.Members.Select(member => (member.Provider, member.Priority)));
    }

    [Fact]
    public void A_group_with_no_usable_member_is_left_out() =>
        Assert.False(Table(groups: new() { ["g"] = [new() { Key = "gone" }] }).TryFind("g", out _));

    private static RoutingTable Table(
        Dictionary<string, IReadOnlyList<MemberOptions>>? groups = null, Dictionary<string, IReadOnlyList<string>>? routes = null) =>
        RoutingTable.Create(Providers, groups ?? [], routes ?? []);

    private static IEnumerable<string> Members(RoutingTable table, string name)
    {
        Assert.True(table.TryFind(name, out var group));
        return group.Members.Select(member => member.Provider);
    }
}
