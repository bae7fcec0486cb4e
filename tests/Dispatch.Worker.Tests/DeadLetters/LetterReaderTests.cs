using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class LetterReaderTests : IDisposable
{
    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Filters() => new()
    {
        { "all", "late slow plain" },
        { "open", "late slow plain" },
        { "archived", "" },
        { "two states", "late slow plain" },
        { "group", "slow" },
        { "reason", "late" },
        { "kind", "slow" },
        { "provider", "slow" },
        { "metadata", "late plain" },
        { "two of metadata", "late" },
        { "from", "late slow" },
        { "to", "plain" },
        { "request", "slow" },
        { "word", "slow" },
        { "beginning of a word", "slow" },
        { "words", "late" },
        { "id with a hyphen", "slow" },
        { "word of metadata", "late plain" },
        { "no word", "" },
        { "signs", "" },
        { "quotes", "slow" },
        { "all at once", "late" },
        { "contradiction", "" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_lets_through_what_fits(string filter, string expected)
    {
        await SeedAsync();
        var used = filter switch
        {
            "open" => LetterFilter.Open,
            "archived" => new LetterFilter { States = [LetterState.Archived] },
            "two states" => new LetterFilter { States = [LetterState.Archived, LetterState.Open] },
            "group" => new LetterFilter { RoutingGroup = "batch" },
            "reason" => new LetterFilter { Reason = DeadLetterReason.DeadlineExceeded },
            "kind" => new LetterFilter { Kind = FailureKind.Timeout },
            "provider" => new LetterFilter { Provider = "groq" },
            "metadata" => new LetterFilter { Metadata = [new("tenant", "acme")] },
            "two of metadata" => new LetterFilter { Metadata = [new("tenant", "acme"), new("tier", "gold")] },
            "from" => new LetterFilter { From = Letters.Noon.AddMinutes(1) },
            "to" => new LetterFilter { To = Letters.Noon.AddMinutes(1) },
            "request" => new LetterFilter { RequestId = "slow-77" },
            "word" => new LetterFilter { Text = "SILENCE" },
            "beginning of a word" => new LetterFilter { Text = "sil" },
            "words" => new LetterFilter { Text = "overloaded gold" },
            "id with a hyphen" => new LetterFilter { Text = "slow-7" },
            "word of metadata" => new LetterFilter { Text = "acme" },
            "no word" => new LetterFilter { Text = "ilence" },
            "signs" => new LetterFilter { Text = "-- \" *" },
            "quotes" => new LetterFilter { Text = "\"silence\"" },
            "all at once" => new LetterFilter
            {
                States = [LetterState.Open],
                RoutingGroup = "chat",
                Reason = DeadLetterReason.DeadlineExceeded,
                Kind = FailureKind.Transient,
                Provider = "openai",
                Metadata = [new("tenant", "acme")],
                From = Letters.Noon,
                To = Letters.Noon.AddDays(1),
                Text = "overloaded",
                RequestId = "late",
            },
            "contradiction" => new LetterFilter { RoutingGroup = "batch", Provider = "openai" },
            _ => LetterFilter.All,
        };

        var found = await _store.RequestsAsync(used);

        Assert.Equal(expected, string.Join(' ', found.Select(request => request.Split('-')[0])));
        Assert.Equal(found.Count, await _store.Reader.CountAsync(used, Token));
        Assert.Equal(found.Count, (await _store.Reader.GroupsAsync(used, null, 10, Token)).Groups.Sum(group => group.Count));
    }

    [Fact]
    public async Task Large_letters_are_streamed_a_few_at_a_time_and_none_is_left_out()
    {
        var large = new string('x', 6 * 1024 * 1024);
        foreach (var number in Enumerable.Range(0, 6))
            await _store.RecordAsync(Letters.Make($"r-{number}", at: Letters.Noon.AddSeconds(number)) with { Message = number % 3 == 0 ? "small" : large });

        var streamed = await _store.Reader.StreamAsync(LetterFilter.All, Token).Select(letter => (letter.Summary.RequestId, letter.Letter.Message.Length)).ToListAsync(Token);

        Assert.Equal(
            [("r-5", large.Length), ("r-4", large.Length), ("r-3", 5), ("r-2", large.Length), ("r-1", large.Length), ("r-0", 5)], streamed);
    }

    [Fact]
    public async Task Pages_follow_on_each_other_whatever_comes_meanwhile()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 7).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddSeconds(number)))]);

        var first = await _store.Reader.PageAsync(LetterFilter.All, null, 3, Token);
        await _store.RecordAsync(Letters.Make("newer", at: Letters.Noon.AddHours(1)));
        var second = await _store.Reader.PageAsync(LetterFilter.All, first.Next, 3, Token);
        var third = await _store.Reader.PageAsync(LetterFilter.All, second.Next, 3, Token);

        Assert.Equal(["r-6 r-5 r-4", "r-3 r-2 r-1", "r-0"], new[] { first, second, third }.Select(page => string.Join(' ', page.Letters.Select(letter => letter.RequestId))));
        Assert.Null(third.Next);
    }

    [Theory]
    [InlineData("chat", null)]
    [InlineData(null, "acme")]
    public async Task What_many_have_is_found_page_by_page_and_to_the_end(string? text, string? tenant)
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 2600).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddSeconds(number), metadata: ("tenant", "acme")))]);
        await _store.RecordAsync(Letters.Make("first", group: "chat", at: Letters.Noon.AddDays(-1), provider: "groq", metadata: ("tenant", "acme")));
        var filter = new LetterFilter { Text = text, Metadata = tenant is null ? [] : [new("tenant", tenant)] };

        var seen = 0;
        LetterPage page;
        for (LetterCursor? after = null; ; after = page.Next)
        {
            page = await _store.Reader.PageAsync(filter, after, 500, Token);
            seen += page.Letters.Length;
            if (page.Next is null)
                break;
        }

        Assert.Equal((2601, "first"), (seen, page.Letters[^1].RequestId));
        Assert.Equal(["first"], await _store.RequestsAsync(filter with { Provider = "groq" }));
    }

    [Fact]
    public async Task A_page_that_is_just_full_is_the_last()
    {
        await _store.RecordAsync(Letters.Make("a"), Letters.Make("b"));

        Assert.Null((await _store.Reader.PageAsync(LetterFilter.All, null, 2, Token)).Next);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.Reader.PageAsync(LetterFilter.All, null, 0, Token));
    }

    [Fact]
    public async Task A_summary_says_what_a_list_shows()
    {
        await _store.RecordAsync(Letters.Make(metadata: [("tenant", "acme"), ("b", new string('x', 300))]));

        var summary = (await _store.Reader.PageAsync(LetterFilter.All, null, 1, Token)).Letters.Single();

        Assert.Equal(
            ("ticket-1", LetterState.Open, Letters.Noon, DeadLetterReason.ChainExhausted, "chat", "openai", "large", 1, "Every member of chat failed."),
            (summary.RequestId, summary.State, summary.DeadLetteredAt, summary.Reason, summary.RoutingGroup, summary.Provider, summary.Model, summary.Attempts, summary.Message));
        Assert.Equal([FailureKind.Transient], summary.Kinds);
        Assert.Equal([("b", 256), ("tenant", 4)], summary.Metadata.Select(entry => (entry.Key, entry.Value.Length)));
    }

    [Fact]
    public async Task A_detail_holds_the_letter_as_it_came_and_the_others_of_its_request()
    {
        var letter = Letters.Make(at: Letters.Noon.AddMinutes(1));
        await _store.RecordAsync(Letters.Make(at: Letters.Noon, said: "first"), letter, Letters.Make(at: Letters.Noon.AddMinutes(2), said: "third"), Letters.Make("other"));

        var detail = await _store.Reader.FindAsync(LetterIdentity.Of(letter).Id, Token);

        Assert.Equal(letter.Attempts, detail!.Letter.Attempts);
        Assert.Equal("""{"messages":[{"role":"user","content":"Hello"}]}""", detail.Letter.Request!.Body.GetRawText());
        Assert.Equal([Letters.Noon.AddMinutes(2), Letters.Noon], detail.Occurrences.Select(other => other.DeadLetteredAt));
        Assert.Null(await _store.Reader.FindAsync("nobody", Token));
    }

    [Fact]
    public async Task A_stream_has_every_letter_with_what_is_in_it()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 450).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddSeconds(number)))]);

        var letters = await _store.Reader.StreamAsync(LetterFilter.Open, Token).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(0, 450).Reverse().Select(number => $"r-{number}"), letters.Select(letter => letter.Letter.Request!.Id));
    }

    public void Dispose() => _store.Dispose();

    private async Task SeedAsync()
    {
        await _store.RecordAsync(
            Letters.Make("plain", metadata: ("tenant", "acme")),
            Letters.Make("slow-77", group: "batch", at: Letters.Noon.AddMinutes(1), said: "silence for 2 s", provider: "groq", kind: FailureKind.Timeout),
            Letters.Make("late", at: Letters.Noon.AddMinutes(2), reason: DeadLetterReason.DeadlineExceeded, metadata: [("tenant", "acme"), ("tier", "gold")]));
    }
}
