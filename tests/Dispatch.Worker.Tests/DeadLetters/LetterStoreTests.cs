using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.Messaging.Letters;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class LetterStoreTests : IDisposable
{
    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(1987)]
    [InlineData(2200)]
    public async Task A_letter_of_a_time_that_no_worker_can_have_stands_where_it_came_and_is_kept_once(int year)
    {
        var letter = Letters.Make() with { DeadLetteredAt = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero) };

        await _store.RecordAsync(letter);
        _store.Time.Advance(TimeSpan.FromMinutes(1));
        await _store.RecordAsync(letter);

        var kept = Assert.Single((await _store.Reader.PageAsync(LetterFilter.All, null, 10, Token)).Letters);
        Assert.Equal(_store.Time.GetUtcNow() - TimeSpan.FromMinutes(1), kept.DeadLetteredAt);
    }

    [Fact]
    public async Task A_letter_that_comes_twice_is_kept_once()
    {
        var letter = Letters.Make();

        Assert.Equal(1, await _store.RecordAsync(letter, letter));
        Assert.Equal(0, await _store.RecordAsync(letter));

        Assert.Equal(new LetterCounts(1, 0, 0, 0, 0), await _store.Reader.CountsAsync(Token));
        Assert.Equal(1, (await _store.Reader.GroupsAsync(LetterFilter.All, null, 10, Token)).Groups.Single().Count);
    }

    [Fact]
    public async Task A_letter_that_comes_again_keeps_its_state()
    {
        await _store.RecordAsync(Letters.Make());
        await _store.Store.ArchiveAsync(LetterFilter.All, "ann", Token);

        await _store.RecordAsync(Letters.Make());

        Assert.Equal(new LetterCounts(0, 0, 0, 1, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Letters_with_the_same_key_are_all_kept()
    {
        // Four million keys a millisecond, and as many letters as it takes for two of them to share one.
        var letters = Enumerable.Range(0, 6000).Select(number => Letters.Make($"r-{number}")).ToArray();
        Assert.True(letters.Select(letter => LetterIdentity.Of(letter).Key).Distinct().Count() < letters.Length);

        foreach (var batch in letters.Chunk(1500))
            Assert.Equal(batch.Length, await _store.RecordAsync(batch));

        Assert.Equal(letters.Length, await _store.Reader.CountAsync(LetterFilter.All, Token));
        Assert.Equal(0, await _store.RecordAsync(letters[..2000]));
    }

    [Fact]
    public async Task Foreign_messages_are_told_by_their_bytes()
    {
        QueuedLetter Foreign(string body, int minute)
        {
            var letter = new CompletionDeadLettered
            {
                Id = "m-1",
                Reason = DeadLetterReason.Malformed,
                Message = "no",
                DeadLetteredAt = Letters.Noon.AddMinutes(minute),
                Raw = new RawMessage { Body = System.Text.Encoding.UTF8.GetBytes(body) },
            };
            return QueuedLetter.Of(letter) with { IsForeign = true };
        }

        Assert.Equal(1, await _store.Store.RecordAsync([Foreign("a", 0)], Token));
        Assert.Equal(1, await _store.Store.RecordAsync([Foreign("a", 1), Foreign("b", 1)], Token));
    }

    [Fact]
    public async Task Texts_that_a_database_refuses_are_kept_all_the_same()
    {
        var letter = Letters.Make("zero\0half\ud800", metadata: ("na\0me", "val\0ue")) with { Message = "a\0b" };

        Assert.Equal(1, await _store.RecordAsync(letter));

        Assert.Equal("a\ufffdb", (await _store.Reader.PageAsync(new LetterFilter { RequestId = letter.Id }, null, 1, Token)).Letters.Single().Message);
    }

    [Fact]
    public async Task Archiving_puts_open_letters_aside_and_restoring_takes_them_up_again()
    {
        await _store.RecordAsync(Letters.Make("a"), Letters.Make("b", group: "other"), Letters.Make("c"));

        Assert.Equal(2, await _store.Store.ArchiveAsync(new LetterFilter { RoutingGroup = "chat" }, "ann", Token));
        Assert.Equal(0, await _store.Store.ArchiveAsync(new LetterFilter { RoutingGroup = "chat" }, "ann", Token));
        Assert.Equal(["b"], await _store.RequestsAsync(LetterFilter.Open));
        Assert.Equal(new LetterCounts(1, 0, 0, 2, 0), await _store.Reader.CountsAsync(Token));

        Assert.Equal(1, await _store.Store.RestoreAsync(new LetterFilter { Ids = [await _store.IdOfAsync("c")] }, "ben", Token));
        Assert.Equal(new LetterCounts(2, 0, 0, 1, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task More_letters_than_one_portion_change_together()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 2500).Select(number => Letters.Make($"r-{number}", said: number % 2 == 0 ? "even" : "odd"))]);

        Assert.Equal(2500, await _store.Store.ArchiveAsync(LetterFilter.Open, "ann", Token));

        Assert.Equal(new LetterCounts(0, 0, 0, 2500, 0), await _store.Reader.CountsAsync(Token));
        Assert.Equal(2500, (await _store.Audit.PageAsync(null, 1, Token)).Single().Count);
    }

    [Fact]
    public async Task Each_change_is_in_the_audit_trail_and_at_the_letter()
    {
        await _store.RecordAsync(Letters.Make("a"), Letters.Make("b"));
        var id = await _store.IdOfAsync("a");

        await _store.Store.ArchiveAsync(new LetterFilter { Ids = [id] }, "ann", Token);
        await _store.Store.AddNoteAsync(id, " seen with support ", "ben", Token);
        await _store.Store.RestoreAsync(LetterFilter.All, "", Token);

        var entries = await _store.Audit.PageAsync(null, 10, Token);
        Assert.Equal([("restore", "unknown", 1L), ("note", "ben", 1L), ("archive", "ann", 1L)], entries.Select(entry => (entry.Action, entry.Who, entry.Count)));
        Assert.Equal(["{}", $$"""{"ids":["{{id}}"]}""", $$"""{"ids":["{{id}}"]}"""], entries.Select(entry => entry.Filter));
        Assert.All(entries, entry => Assert.Equal(_store.Time.GetUtcNow(), entry.At));
        Assert.Equal([entries[1].Id, entries[0].Id], entries[..2].Select(entry => entry.Id).Order());
        var detail = await _store.Reader.FindAsync(id, Token);
        Assert.Equal(["archive", "note", "restore"], detail!.Audit.Select(entry => entry.Action));
        Assert.Equal([new LetterNote(_store.Time.GetUtcNow(), "ben", "seen with support")], detail.Notes);
        Assert.Empty((await _store.Reader.FindAsync(await _store.IdOfAsync("b"), Token))!.Audit);
        Assert.Equal(["note", "archive"], (await _store.Audit.PageAsync(entries[0].Id, 10, Token)).Select(entry => entry.Action));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData(null)]
    public async Task A_note_that_is_empty_or_too_long_is_refused(string? text)
    {
        await _store.RecordAsync(Letters.Make("a"));
        var id = await _store.IdOfAsync("a");

        await Assert.ThrowsAsync<ArgumentException>(() => _store.Store.AddNoteAsync(id, text ?? new string('x', LetterStore.LongestNote + 1), "ann", Token));

        Assert.Empty(await _store.Audit.PageAsync(null, 10, Token));
    }

    [Fact]
    public async Task A_note_to_no_letter_is_told() => Assert.False(await _store.Store.AddNoteAsync("nobody", "text", "ann", Token));

    public void Dispose() => _store.Dispose();
}
