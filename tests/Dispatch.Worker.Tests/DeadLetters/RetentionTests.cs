using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class RetentionTests : IDisposable
{
    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_too_old_goes_whatever_its_state()
    {
        await _store.RecordAsync(Letters.Make("old", at: Letters.Noon.AddDays(-9)), Letters.Make("put aside", at: Letters.Noon.AddDays(-8)), Letters.Make("new", said: "other"));
        await _store.Store.ArchiveAsync(new LetterFilter { RequestId = "put aside" }, "ann", Token);

        Assert.Equal(2, await ApplyAsync(new RetentionOptions { MaxAge = TimeSpan.FromDays(7) }));

        Assert.Equal(["new"], await _store.RequestsAsync(LetterFilter.All));
        Assert.Equal("other", (await _store.Reader.GroupsAsync(LetterFilter.All, null, 10, Token)).Groups.Single().Pattern);
        Assert.Empty(await _store.RequestsAsync(new LetterFilter { Text = "old" }));
        Assert.Equal(("remove", "dispatch", 2L), (await _store.Audit.PageAsync(null, 1, Token)).Select(entry => (entry.Action, entry.Who, entry.Count)).Single());
    }

    [Fact]
    public async Task Of_too_many_the_oldest_go_in_portions_with_one_entry()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 1300).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddSeconds(number), metadata: ("tenant", "acme")))]);

        Assert.Equal(1200, await ApplyAsync(new RetentionOptions { MaxLetters = 100 }));

        Assert.Equal(100, await _store.Reader.CountAsync(LetterFilter.All, Token));
        Assert.Equal(100, await _store.Reader.CountAsync(new LetterFilter { Text = "chat" }, Token));
        Assert.Equal("r-1200", (await _store.Reader.StreamAsync(LetterFilter.All, Token).LastAsync(Token)).Summary.RequestId);
        Assert.Equal(1200, (await _store.Audit.PageAsync(null, 10, Token)).Single().Count);
        Assert.Equal((100, 100, 100), await _store.Database.ReadAsync(
            async context => (await context.Contents.CountAsync(Token), await context.Searches.CountAsync(Token), await context.Metadata.CountAsync(Token)), Token));
    }

    [Fact]
    public async Task What_is_being_replayed_stays()
    {
        await _store.RecordAsync(Letters.Make("replayed", at: Letters.Noon.AddDays(-9)), Letters.Make("old", at: Letters.Noon.AddDays(-9)));
        await _store.Database.WriteAsync(
            context => context.Database.ExecuteSqlAsync($"UPDATE letters SET state = {(int)LetterState.Replaying} WHERE request_id = 'replayed'", Token), Token);
        await _store.Database.WriteAsync(context => context.Database.ExecuteSqlAsync($"UPDATE letter_groups SET open = 1, replaying = 1", Token), Token);

        Assert.Equal(1, await ApplyAsync(new RetentionOptions { MaxAge = TimeSpan.FromDays(7), MaxLetters = 1 }));

        Assert.Equal(["replayed"], await _store.RequestsAsync(LetterFilter.All));
    }

    [Fact]
    public async Task What_the_audit_trail_has_told_for_long_enough_goes_and_what_is_newer_stays()
    {
        await _store.RecordAsync(Letters.Make("a"), Letters.Make("b"));
        await _store.Store.ArchiveAsync(new LetterFilter { RequestId = "a" }, "ann", Token);
        _store.Time.Advance(TimeSpan.FromDays(20));
        await _store.Store.ArchiveAsync(new LetterFilter { RequestId = "b" }, "ben", Token);

        Assert.Equal(0, await ApplyAsync(new RetentionOptions { MaxAuditAge = TimeSpan.FromDays(7) }));

        Assert.Equal("ben", (await _store.Audit.PageAsync(null, 10, Token)).Single().Who);
        Assert.Equal(2, await _store.Reader.CountAsync(LetterFilter.All, Token));
    }

    [Fact]
    public async Task Where_nothing_is_to_go_nothing_is_noted()
    {
        await _store.RecordAsync(Letters.Make());

        Assert.Equal(0, await ApplyAsync(new RetentionOptions()));

        Assert.Empty(await _store.Audit.PageAsync(null, 1, Token));
    }

    public void Dispose() => _store.Dispose();

    private async Task<long> ApplyAsync(RetentionOptions options)
    {
        using var retention = new Retention(_store.Database, options, _store.Time, NullLogger<Retention>.Instance);
        return await retention.ApplyAsync(Token);
    }
}
