using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ReplayPreviewTests : IDisposable
{
    private readonly StoreFixture _store = new();
    private readonly ReplayProcess _process;

    public ReplayPreviewTests() => _process = new ReplayProcess(_store.Database, _store.Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_would_be_sent_where_and_why_the_rest_would_not()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 40).Select(number => Letters.Make($"a-{number}"))]);
        await _store.RecordAsync([.. Enumerable.Range(0, 10).Select(number => Letters.Make($"b-{number}", group: "batch", said: "No credit"))]);
        await _store.RecordAsync(Letters.Make("c") with { Request = null, KeptIn = "dispatch.dead-letters.oversized" });
        await _store.Store.ArchiveAsync(new LetterFilter { RequestId = "a-0" }, "ann", Token);

        var preview = await PreviewAsync(new ReplayOrder { Letters = LetterFilter.All with { States = [LetterState.Open, LetterState.Archived] }, Rate = 7, Who = "ann" });

        Assert.Equal((51, 49, 0), (preview.Total, preview.ToSend, preview.RenewedDeadlines));
        Assert.Equal(
            [(SkipReason.Archived, 1), (SkipReason.KeptElsewhere, 1)], preview.Skipped.OrderBy(skipped => skipped.Reason).Select(skipped => (skipped.Reason, skipped.Count)));
        Assert.Equal([("chat", "chat", 39), ("batch", "batch", 10)], preview.Routes.Select(route => (route.Was, route.WillBe, route.Count)));
        Assert.Equal([39, 10], preview.Groups.Select(group => group.Count));
        Assert.Equal("No credit", preview.Groups[1].Pattern);
        Assert.Equal(TimeSpan.FromSeconds(48 / 7.0), preview.LeastTime);
        Assert.Contains("2 different causes", Assert.Single(preview.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadlines_that_have_passed_are_counted_unless_a_new_one_is_given()
    {
        var (past, future) = (_store.Time.GetUtcNow().AddMinutes(-1), _store.Time.GetUtcNow().AddHours(1));
        await _store.RecordAsync(WithDeadline("r-1", past), WithDeadline("r-2", future), Letters.Make("r-3"));
        var order = new ReplayOrder { Letters = LetterFilter.All, Who = "ann" };

        Assert.Equal(1, (await PreviewAsync(order)).RenewedDeadlines);
        Assert.Equal(0, (await PreviewAsync(order with { Changes = new ReplayChanges { TimeToLive = TimeSpan.FromHours(1) } })).RenewedDeadlines);
    }

    [Fact]
    public async Task A_routing_group_that_is_not_known_is_warned_of()
    {
        await _store.RecordAsync(Letters.Make());
        var order = new ReplayOrder { Letters = LetterFilter.All, Changes = new ReplayChanges { RoutingGroup = "chta" }, Who = "ann" };

        var preview = await PreviewAsync(order);

        Assert.Equal("chta", preview.Routes.Single().WillBe);
        Assert.Contains("'chta'", Assert.Single(preview.Warnings), StringComparison.Ordinal);
        Assert.Empty((await PreviewAsync(order with { Changes = new ReplayChanges { RoutingGroup = "chat" } })).Warnings);
    }

    [Fact]
    public async Task A_letter_that_cannot_be_sent_as_it_is_says_so()
    {
        var streaming = Letters.Make();
        streaming = streaming with { Request = streaming.Request! with { Body = JsonElement.Parse("""{"stream":true}""") } };
        await _store.RecordAsync(streaming);

        var preview = await PreviewAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" });

        Assert.Equal((1, 0, SkipReason.Unsendable), (preview.Total, preview.ToSend, preview.Skipped.Single().Reason));
        Assert.Contains("\"stream\": true", preview.Skipped.Single().Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_that_are_named_and_gone_are_counted()
    {
        await _store.RecordAsync(Letters.Make("r-1"));

        var preview = await PreviewAsync(new ReplayOrder { Letters = new LetterFilter { Ids = [await _store.IdOfAsync("r-1"), "gone"] }, Who = "ann" });

        Assert.Equal((2, 1, SkipReason.Gone), (preview.Total, preview.ToSend, preview.Skipped.Single().Reason));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1001)]
    [InlineData(double.NaN)]
    public async Task A_rate_that_makes_no_sense_is_refused(double rate)
    {
        var refused = await Assert.ThrowsAsync<ReplayRefusedException>(() => PreviewAsync(new ReplayOrder { Letters = LetterFilter.All, Rate = rate, Who = "ann" }));

        Assert.Equal(ReplayRefusal.Invalid, refused.Refusal);
        Assert.Contains("0.01 to 1000", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _process.Dispose();
        _store.Dispose();
    }

    private static CompletionDeadLettered WithDeadline(string id, DateTimeOffset deadline)
    {
        var letter = Letters.Make(id);
        return letter with { Request = letter.Request! with { Deadline = deadline } };
    }

    private Task<ReplayPreview> PreviewAsync(ReplayOrder order) => _process.Jobs.PreviewAsync(order, Token);
}
