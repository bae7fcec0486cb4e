using System.CommandLine;
using System.Text.Json;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Cli;

public sealed class RouteCommandTests : IDisposable
{
    private static readonly RoutingTable Table = RoutingTable.Create(
        ["a", "b", "c", "d"],
        new Dictionary<string, IReadOnlyList<MemberOptions>>
        {
            ["chat"] =
            [
                new MemberOptions { Key = "a", Model = "large", Priority = 1, Weight = 3 },
                new MemberOptions { Key = "b", Priority = 1, Weight = 1 },
                new MemberOptions { Key = "c", Priority = 1, Weight = 0 },
                new MemberOptions { Key = "d", Priority = 0 },
            ],
        },
        new Dictionary<string, IReadOnlyList<string>>());

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private int Invoke(params string[] arguments) =>
        RouteCommand.Create((_, _) => Table).Parse(arguments).Invoke(new InvocationConfiguration { Output = _output, Error = _error });

    [Fact]
    public void The_shares_follow_priorities_and_weights()
    {
        Assert.Equal(0, Invoke("explain", "chat", "--draws", "20000", "--json"));

        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal(("chat", 20_000), (json.RootElement.GetProperty("routingGroup").GetString(), json.RootElement.GetProperty("draws").GetInt32()));
        var members = json.RootElement.GetProperty("members").EnumerateArray().ToList();
        Assert.Equal([("a", 1), ("b", 1), ("c", 1), ("d", 2)], members.Select(member => (member.GetProperty("provider").GetString()!, member.GetProperty("tier").GetInt32())));

        var positions = members.Select(member => member.GetProperty("positions").EnumerateArray().Select(share => share.GetDouble()).ToArray()).ToList();
        Assert.Equal(0.75, positions[0][0], 0.02);
        Assert.Equal(0.25, positions[1][0], 0.02);
        Assert.Equal(positions[1][0], positions[0][1], 1e-9);
        Assert.Equal([0, 0, 1, 0], positions[2]);
        Assert.Equal([0, 0, 0, 1], positions[3]);
        Assert.Equal(3, members[2].GetProperty("meanPosition").GetDouble());
    }

    [Fact]
    public void The_table_and_the_chart_are_for_people()
    {
        Assert.Equal(0, Invoke("explain", "chat", "--draws", "100"));

        var text = _output.ToString();
        Assert.Contains("chat: who is asked 1st, 2nd, … when all before fail (100 draws)", text, StringComparison.Ordinal);
        Assert.Matches(@"1 +│ +1 +│ a +│ large +│ +3 +│ +[67]\d\.0%", text);
        Assert.Matches(@"2 +│ +0 +│ d +│ the request's +│ +1 +│ +0\.0% +│ +0\.0% +│ +0\.0% +│ +100\.0% +│ +4\.00", text);
        Assert.Contains("a (large)", text, StringComparison.Ordinal);
        Assert.Contains("█", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_shares()
    {
        Invoke("explain", "chat", "--seed", "5", "--draws", "100");
        var first = _output.ToString();
        _output.GetStringBuilder().Clear();
        Invoke("explain", "chat", "--seed", "5", "--draws", "100");
        Assert.Equal(first, _output.ToString());

        _output.GetStringBuilder().Clear();
        Invoke("explain", "chat", "--seed", "6", "--draws", "100");
        Assert.NotEqual(first, _output.ToString());
    }

    [Fact]
    public void An_unknown_group_lists_the_known_ones()
    {
        Assert.Equal(1, Invoke("explain", "chta"));

        Assert.Equal("There is no routing group or provider 'chta'; known are: a, b, c, chat, d." + Environment.NewLine, _error.ToString());
    }

    [Fact]
    public void A_configuration_that_cannot_be_read_and_no_draws_exit_with_2()
    {
        Assert.Equal(2, RouteCommand.Create((_, _) => null).Parse(["explain", "chat"]).Invoke(new InvocationConfiguration { Error = _error }));
        Assert.Equal(2, Invoke("explain", "chat", "--draws", "0"));
    }
}
