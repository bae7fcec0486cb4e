using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Cli;

/// <summary>How often each member of a group is asked first, second, … when every one before it fails.</summary>
internal static class RouteShares
{
    /// <summary>Draws whole chains.</summary>
    /// <param name="group">The routing group.</param>
    /// <param name="draws">How many chains; 1 or more.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <returns>For each member, in the group's order, its share of each position; the shares of a member sum up to 1.</returns>
    public static double[][] Draw(RoutingGroup group, int draws, Random random)
    {
        var size = group.Members.Length;
        var counts = new int[size, size];
        var eligible = new bool[size];
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Fill(eligible, true);
            for (var position = 0; position < size; position++)
            {
                var member = MemberSelector.Select(group, eligible, random.NextDouble());
                eligible[member] = false;
                counts[member, position]++;
            }
        }

        return [.. Enumerable.Range(0, size).Select(member =>
            Enumerable.Range(0, size).Select(position => (double)counts[member, position] / draws).ToArray())];
    }

    /// <summary>The mean position of a member in the chain, from 1.</summary>
    public static double MeanPosition(double[] shares) => shares.Select((share, position) => share * (position + 1)).Sum();
}
