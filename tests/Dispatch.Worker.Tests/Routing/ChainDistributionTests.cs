using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Routing;

/// <summary>
/// One draw per attempt gives whole chains the distribution of a weighted shuffle without replacement. The yardstick is the exact
/// probability of each order, product of the shares in what is left; the test is Pearson's chi-squared.
/// </summary>
public sealed class ChainDistributionTests
{
    private const int Draws = 60_000;

    [Theory]
    [InlineData(1, new[] { 1.0, 1.0, 1.0 })]
    [InlineData(2, new[] { 5.0, 3.0, 2.0 })]
    [InlineData(3, new[] { 10.0, 1.0, 0.5, 4.0 })]
    [InlineData(4, new[] { 1.0, 2.0, 0.0 })]
    public void A_chain_is_a_weighted_shuffle(int seed, double[] weights) =>
        AssertDistribution(seed, weights, weights.Select(_ => true).ToArray());

    [Theory]
    [InlineData(5, new[] { 5.0, 3.0, 2.0, 7.0 }, 3)]
    [InlineData(6, new[] { 5.0, 3.0, 2.0, 7.0 }, 0)]
    public void The_rest_is_a_weighted_shuffle_where_a_member_is_excluded(int seed, double[] weights, int excluded) =>
        AssertDistribution(seed, weights, weights.Select((_, index) => index != excluded).ToArray());

    [Fact]
    public void Each_priority_is_shuffled_by_itself()
    {
        var random = new Random(7);
        var group = RoutingGroup.Create("group",
        [
            new() { Key = "0", Priority = 1, Weight = 1 }, new() { Key = "1", Priority = 2, Weight = 3 },
            new() { Key = "2", Priority = 1, Weight = 4 }, new() { Key = "3", Priority = 2, Weight = 2 },
        ]);
        var observed = new Dictionary<string, int>();
        for (var i = 0; i < Draws; i++)
        {
            var order = Draw(group, [true, true, true, true], random);
            observed[order] = observed.GetValueOrDefault(order) + 1;
        }

        var expected = new Dictionary<string, double>
        {
            ["1,3,0,2"] = 0.6 * 0.2,
            ["1,3,2,0"] = 0.6 * 0.8,
            ["3,1,0,2"] = 0.4 * 0.2,
            ["3,1,2,0"] = 0.4 * 0.8,
        };
        AssertChiSquared(expected, observed);
    }

    [Fact]
    public void The_test_notices_a_wrong_distribution()
    {
        var observed = new Dictionary<string, int> { ["a"] = 31_000, ["b"] = 29_000 };

        Assert.ThrowsAny<Exception>(() => AssertChiSquared(new Dictionary<string, double> { ["a"] = 0.5, ["b"] = 0.5 }, observed));
    }

    private static void AssertDistribution(int seed, double[] weights, bool[] eligible)
    {
        var random = new Random(seed);
        var group = RoutingGroup.Create("group", [.. weights.Select((weight, index) => new MemberOptions { Key = $"{index}", Priority = 0, Weight = weight })]);
        var observed = new Dictionary<string, int>();
        for (var i = 0; i < Draws; i++)
        {
            var order = Draw(group, [.. eligible], random);
            observed[order] = observed.GetValueOrDefault(order) + 1;
        }

        var expected = new Dictionary<string, double>();
        Expect(weights, eligible, [], 1, expected);
        AssertChiSquared(expected, observed);
    }

    private static void Expect(double[] weights, bool[] left, List<int> order, double probability, Dictionary<string, double> into)
    {
        var positive = weights.Where((weight, index) => left[index] && weight > 0).Sum();
        if (!left.Contains(true))
        {
            into[string.Join(',', order)] = probability;
            return;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            var share = positive > 0 ? weights[i] / positive : i == Array.IndexOf(left, true) ? 1 : 0;
            if (left[i] && share > 0)
                Expect(weights, [.. left.Select((open, index) => open && index != i)], [.. order, i], probability * share, into);
        }
    }

    private static string Draw(RoutingGroup group, bool[] eligible, Random random)
    {
        var order = new List<string>();
        int next;
        while ((next = MemberSelector.Select(group, eligible, random.NextDouble())) != MemberSelector.None)
        {
            order.Add(group.Members[next].Provider);
            eligible[next] = false;
        }

        return string.Join(',', order);
    }

    private static void AssertChiSquared(Dictionary<string, double> expected, Dictionary<string, int> observed)
    {
        Assert.Empty(observed.Keys.Except(expected.Keys));
        var draws = observed.Values.Sum();
        var statistic = expected.Sum(cell => Math.Pow(observed.GetValueOrDefault(cell.Key) - cell.Value * draws, 2) / (cell.Value * draws));

        // The 99.9 % quantile by Wilson and Hilferty's approximation; 3.09 is the normal's.
        double freedom = expected.Count - 1;
        var bound = freedom == 0 ? 0 : freedom * Math.Pow(1 - 2 / (9 * freedom) + 3.09 * Math.Sqrt(2 / (9 * freedom)), 3);
        Assert.True(statistic <= bound, $"chi-squared {statistic:F2} over {bound:F2} with {freedom} degrees of freedom");
    }
}
