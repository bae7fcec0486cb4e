using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Completions;

public sealed class MemberChoiceTests
{
    private const int Draws = 6000;
    private static readonly string[] Keys = ["a", "b", "c"];

    private readonly FakeTimeProvider _time = new(Sample.Noon);
    private readonly Provider[] _providers;

    public MemberChoiceTests() =>
        _providers = [.. Keys.Select(key => Making.Provider(ScriptedAdapter.Fails(FailureKind.Credential, 401), time: _time, key: key))];

    [Fact]
    public void The_share_of_a_member_that_cannot_be_called_goes_to_the_others_by_their_weights()
    {
        CoolDown(_providers[0]);

        var taken = Take([new() { Key = "a", Priority = 0, Weight = 3 }, new() { Key = "b", Priority = 0, Weight = 2 }, new() { Key = "c", Priority = 0, Weight = 1 }]);

        Assert.DoesNotContain("a", taken);
        // Two thirds; five standard deviations.
        Assert.InRange(taken.Count(key => key == "b"), (Draws * 2 / 3) - 183, (Draws * 2 / 3) + 183);
    }

    [Fact]
    public void A_lower_priority_is_asked_where_no_member_of_a_higher_one_can_be_called()
    {
        CoolDown(_providers[0]);

        Assert.Equal(["b"], Take([new() { Key = "a" }, new() { Key = "b" }, new() { Key = "c" }]).Distinct());
    }

    [Fact]
    public void Nobody_is_taken_where_nobody_can_be_called()
    {
        foreach (var provider in _providers)
            CoolDown(provider);

        Assert.Equal([null], Take([new() { Key = "a" }, new() { Key = "b", Weight = 0 }, new() { Key = "c" }]).Distinct());
    }

    [Fact]
    public void A_member_that_is_called_since_a_moment_ago_is_waited_for_instead_of_one_of_lower_priority()
    {
        var choice = Choice([new() { Key = "a" }, new() { Key = "b" }]);
        while (choice.Take(new Random(1), Sample.Noon) is { } taken)
            Assert.Equal("a", taken.Member.Provider);

        Assert.Null(choice.ReadyBy(Sample.Noon));
        Assert.NotNull(choice.ReadyBy(Sample.Noon + TimeSpan.FromSeconds(0.1)));
    }

    [Fact]
    public void A_member_that_is_called_since_a_moment_ago_shares_with_its_equals()
    {
        var choice = Choice([new() { Key = "a", Priority = 1 }, new() { Key = "b", Priority = 1 }, new() { Key = "c", Priority = 0 }]);
        HashSet<string> taken = [];
        while (choice.Take(new Random(1), Sample.Noon) is { } one)
            taken.Add(one.Member.Provider);

        Assert.Equal(["a", "b"], taken.Order());
    }

    [Fact]
    public void A_group_may_have_more_members_than_usual()
    {
        var members = Enumerable.Range(0, 200).Select(i => new MemberOptions { Key = "a", Model = $"m-{i}" }).ToList();

        Assert.Equal(["a"], Take(members).Distinct());
        Assert.Equal(["a"], Take(members, Sample.History(1, Sample.Failed("a", model: "m-0"))).Distinct());
    }

    private static void CoolDown(Provider provider) =>
        provider.CallAsync(new ProviderCall(CompletionRequest.ChatCompletions, RequestBody.Parse("{}"u8.ToArray()), "m"), CancellationToken.None).GetAwaiter().GetResult();

    private List<string?> Take(IReadOnlyList<MemberOptions> members, History? history = null)
    {
        var choice = Choice(members, history);
        var random = new Random(1);
        return [.. Enumerable.Range(0, Draws).Select(_ => TakeOne())];

        string? TakeOne()
        {
            if (choice.Take(random, Sample.Noon) is not { } taken)
                return null;

            taken.Room.Dispose();
            return taken.Member.Provider;
        }
    }

    private MemberChoice Choice(IReadOnlyList<MemberOptions> members, History? history = null)
    {
        var snapshot = Sample.Snapshot(_providers, members);
        Assert.True(CompletionJob.TryCreate(Sample.Request(), Sample.BodyOf(Sample.Request()), history ?? Sample.History(1), snapshot.Routing, snapshot.Limits, Sample.Noon, out var job, out _));
        return new MemberChoice(job, snapshot.Providers, new RecoveryRules(40, 10, new BackoffOptions()));
    }
}
