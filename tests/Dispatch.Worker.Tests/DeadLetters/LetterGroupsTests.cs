using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class LetterGroupsTests : IDisposable
{
    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_say_how_many_since_when_and_what_they_have_in_common()
    {
        await _store.RecordAsync(
            [.. Enumerable.Range(0, 8).Select(number => Letters.Make(
                $"r-{number}", said: $"Limit {number} reached", at: Letters.Noon.AddMinutes(number), metadata: [("tenant", number < 5 ? "acme" : "beta"), ("job", $"{number}")]))]);
        await _store.RecordAsync(Letters.Make("older", said: "No such model", at: Letters.Noon.AddDays(-1)));
        await _store.Store.ArchiveAsync(new LetterFilter { RequestId = "r-7" }, "ann", Token);

        var page = await _store.Reader.GroupsAsync(LetterFilter.All, null, 10, Token);

        var group = page.Groups[0];
        Assert.Equal(("Limit <n> reached", 8L, 7L), (group.Pattern, group.Count, group.Open));
        Assert.Equal((Letters.Noon, Letters.Noon.AddMinutes(7), "r-6"), (group.FirstSeen, group.LastSeen, group.Example.RequestId));
        Assert.Equal(["job: 7, 0=1 1=1 2=1 3=1 4=1", "tenant: 2, acme=5 beta=2"], group.Affected.Select(affected =>
            $"{affected.Name}: {affected.Distinct}, {string.Join(' ', affected.Values.Select(value => $"{value.Key}={value.Value}"))}"));
        Assert.Equal("No such model", page.Groups[1].Pattern);
        Assert.Equal(group.Count, (await _store.Reader.GroupAsync(group.Fingerprint, Token))!.Count);
        Assert.Null(await _store.Reader.GroupAsync("nobody", Token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("chat")]
    public async Task Groups_of_open_letters_count_and_show_those(string? text)
    {
        await _store.RecordAsync(Letters.Make("a"), Letters.Make("b", at: Letters.Noon.AddMinutes(1)), Letters.Make("c", said: "other"));
        await _store.Store.ArchiveAsync(new LetterFilter { RequestId = "b" }, "ann", Token);
        await _store.Store.ArchiveAsync(new LetterFilter { RequestId = "c" }, "ann", Token);

        var group = (await _store.Reader.GroupsAsync(LetterFilter.Open with { Text = text }, null, 10, Token)).Groups.Single();

        Assert.Equal((1L, 1L, "a"), (group.Count, group.Open, group.Example.RequestId));
    }

    [Fact]
    public async Task Pages_of_groups_follow_on_each_other()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 5).Select(number => Letters.Make($"r-{number}", group: $"g{number}", at: Letters.Noon.AddMinutes(number)))]);

        var first = await _store.Reader.GroupsAsync(LetterFilter.All, null, 3, Token);
        var second = await _store.Reader.GroupsAsync(LetterFilter.All, first.Next, 3, Token);

        Assert.Equal(["g4", "g3", "g2", "g1", "g0"], first.Groups.Concat(second.Groups).Select(group => group.RoutingGroup));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("member", null, 900, 800)]
    [InlineData(null, "gold", 600, 600)]
    [InlineData("member", "gold", 600, 600)]
    [InlineData("member slow", null, 300, 200)]
    public async Task Groups_of_many_letters_count_what_the_filter_lets_through(string? text, string? tier, int all, int open)
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 3000).Select(number => Letters.Make(
            $"r-{number}", said: number % 3 == 0 ? "slow" : "silent", at: Letters.Noon.AddSeconds(number), metadata: ("tier", number % 3 == 0 ? "free" : "gold")))]);
        await _store.Store.ArchiveAsync(new LetterFilter { Text = "slow", To = Letters.Noon.AddSeconds(300) }, "ann", Token);
        var filter = new LetterFilter { Text = text, Metadata = tier is null ? [] : [new("tier", tier)], From = Letters.Noon, To = Letters.Noon.AddSeconds(900) };

        var groups = (await _store.Reader.GroupsAsync(filter, null, 10, Token)).Groups;
        var openGroups = (await _store.Reader.GroupsAsync(filter with { States = [LetterState.Open] }, null, 10, Token)).Groups;

        Assert.Equal((all, open), (groups.Sum(group => group.Count), groups.Sum(group => group.Open)));
        Assert.Equal((open, open), (openGroups.Sum(group => group.Count), openGroups.Sum(group => group.Open)));
        Assert.Equal(await _store.Reader.CountAsync(filter, Token), groups.Sum(group => group.Count));
    }

    [Fact]
    public async Task A_word_that_every_letter_has_narrows_nothing_and_one_that_nearly_all_have_does()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 1500).Select(number => Letters.Make(
            $"r-{number}", said: number == 7 ? "slow" : "silent", at: Letters.Noon.AddSeconds(number)))]);
        await _store.Store.ArchiveAsync(new LetterFilter { To = Letters.Noon.AddSeconds(300) }, "ann", Token);

        async Task<(long, long)> CountsAsync(LetterFilter filter)
        {
            var groups = (await _store.Reader.GroupsAsync(filter, null, 10, Token)).Groups;
            Assert.Equal(groups.Sum(group => group.Count), await _store.Reader.CountAsync(filter, Token));
            return (groups.Sum(group => group.Count), groups.Sum(group => group.Open));
        }

        Assert.Equal((1500, 1200), await CountsAsync(new LetterFilter { Text = "member" }));
        Assert.Equal((1200, 1200), await CountsAsync(LetterFilter.Open with { Text = "member" }));
        Assert.Equal((1499, 1200), await CountsAsync(new LetterFilter { Text = "member silent" }));
        Assert.Equal((0, 0), await CountsAsync(new LetterFilter { Text = "member", RoutingGroup = "other" }));
    }

    public void Dispose() => _store.Dispose();
}
