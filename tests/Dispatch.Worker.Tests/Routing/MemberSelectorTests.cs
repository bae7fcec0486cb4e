using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Routing;

public sealed class MemberSelectorTests
{
    [Fact]
    public void Default_priorities_ask_members_in_their_order()
    {
        var group = Group(new() { Key = "a" }, new() { Key = "b" }, new() { Key = "c" });

        Assert.Equal(["a", "b", "c"], Order(group, 0.99));
    }

    [Fact]
    public void The_higher_priority_is_asked_first_wherever_it_is_listed()
    {
        var group = Group(new() { Key = "low", Priority = 1 }, new() { Key = "high", Priority = 9 }, new() { Key = "negative", Priority = -4 });

        Assert.Equal(["high", "low", "negative"], Order(group, 0));
    }

    [Fact]
    public void An_explicit_priority_stands_among_default_ones()
    {
        // b's default is -1, so c at 0 shares the tier of a, whose default is 0.
        var group = Group(new() { Key = "a" }, new() { Key = "b" }, new() { Key = "c", Priority = 0 });

        Assert.Equal(["c", "a", "b"], Order(group, 0.99));
    }

    [Theory]
    [InlineData(0.0, "a")]
    [InlineData(0.7499, "a")]
    [InlineData(0.75, "b")]
    [InlineData(0.9999, "b")]
    public void The_draw_falls_to_members_by_weight(double draw, string expected)
    {
        var group = Group(new() { Key = "a", Priority = 0, Weight = 3 }, new() { Key = "b", Priority = 0, Weight = 1 });

        Assert.Equal(expected, Select(group, draw, true, true));
    }

    [Fact]
    public void A_weight_defaults_to_one()
    {
        var group = Group(new() { Key = "a", Priority = 0 }, new() { Key = "b", Priority = 0 });

        Assert.Equal("a", Select(group, 0.499, true, true));
        Assert.Equal("b", Select(group, 0.5, true, true));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-5.0)]
    [InlineData(double.NaN)]
    public void A_weight_of_zero_or_less_comes_after_all_positive_ones(double weight)
    {
        var group = Group(new() { Key = "zero", Priority = 0, Weight = weight }, new() { Key = "one", Priority = 0, Weight = 1e-9 });

        Assert.Equal(["one", "zero"], Order(group, 0));
        Assert.Equal(["one", "zero"], Order(group, 0.999999));
    }

    [Fact]
    public void Zero_weights_among_themselves_are_asked_as_listed()
    {
        var group = Group(new() { Key = "x", Priority = 0, Weight = 0 }, new() { Key = "y", Priority = 0, Weight = 0 });

        Assert.Equal(["x", "y"], Order(group, 0.9));
    }

    [Fact]
    public void A_zero_weight_is_still_asked_before_a_lower_priority()
    {
        var group = Group(new() { Key = "a", Priority = 5, Weight = 1 }, new() { Key = "b", Priority = 5, Weight = 0 }, new() { Key = "c", Priority = 4, Weight = 100 });

        Assert.Equal(["a", "b", "c"], Order(group, 0.5));
    }

    [Fact]
    public void An_ineligible_member_gives_its_share_to_the_others_of_its_priority()
    {
        var group = Group(
            new() { Key = "a", Priority = 0, Weight = 98 }, new() { Key = "b", Priority = 0, Weight = 1 }, new() { Key = "c", Priority = 0, Weight = 1 });

        Assert.Equal("b", Select(group, 0.49, false, true, true));
        Assert.Equal("c", Select(group, 0.51, false, true, true));
    }

    [Fact]
    public void A_tier_without_an_eligible_member_is_passed_over()
    {
        var group = Group(new() { Key = "a" }, new() { Key = "b" });

        Assert.Equal("b", Select(group, 0, false, true));
    }

    [Fact]
    public void Nobody_is_chosen_where_nobody_is_eligible()
    {
        var group = Group(new() { Key = "a" }, new() { Key = "b" });

        Assert.Equal(MemberSelector.None, MemberSelector.Select(group, [false, false], 0.5));
    }

    [Fact]
    public void Weights_beyond_all_measure_keep_the_sum_finite()
    {
        var group = Group(new() { Key = "a", Priority = 0, Weight = double.MaxValue }, new() { Key = "b", Priority = 0, Weight = double.MaxValue });

        Assert.Equal("a", Select(group, 0.4, true, true));
        Assert.Equal("b", Select(group, 0.6, true, true));
    }

    [Fact]
    public void A_choice_allocates_nothing()
    {
        var group = Group(new() { Key = "a", Priority = 0 }, new() { Key = "b", Priority = 0, Weight = 3 }, new() { Key = "c" });
        bool[] eligible = [true, true, true];
        MemberSelector.Select(group, eligible, 0.5);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            MemberSelector.Select(group, eligible, i / 1000.0);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static RoutingGroup Group(params MemberOptions[] members) => RoutingGroup.Create("group", members);

    private static string Select(RoutingGroup group, double draw, params bool[] eligible) =>
        group.Members[MemberSelector.Select(group, eligible, draw)].Provider;

    private static List<string> Order(RoutingGroup group, double draw)
    {
        var eligible = group.Members.Select(_ => true).ToArray();
        var order = new List<string>();
        for (var next = MemberSelector.Select(group, eligible, draw); next >= 0; next = MemberSelector.Select(group, eligible, draw))
        {
            order.Add(group.Members[next].Provider);
            eligible[next] = false;
        }

        return order;
    }
}
