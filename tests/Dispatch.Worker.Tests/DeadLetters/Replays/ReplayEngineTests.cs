using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging.Letters;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ReplayEngineTests : IDisposable
{
    private readonly StoreFixture _store = new();
    private readonly ReplayProcess _process;

    public ReplayEngineTests() => _process = new ReplayProcess(_store.Database, _store.Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_single_letter_is_sent_at_once_and_resolved_when_its_result_comes()
    {
        await _store.RecordAsync(Letters.Make("r-1"));
        var letter = await _store.IdOfAsync("r-1");

        var job = await _process.Jobs.CreateAsync(Order(letter), Token);
        await _process.RunAsync();

        var message = Assert.Single(_process.Sender.Messages);
        Assert.Equal(new ReplayMark(job.Id, letter, 1), message.Mark);
        Assert.Equal(("r-1", "application/json"), (RequestOf(message).Id, message.ContentType));
        Assert.Equal(new LetterCounts(0, 1, 0, 0, 0), await _store.Reader.CountsAsync(Token));

        await _process.AnswerAllAsync();
        await _process.RunAsync();

        Assert.Equal(new LetterCounts(0, 0, 1, 0, 0), await _store.Reader.CountsAsync(Token));
        job = await FindAsync(job.Id);
        Assert.Equal((ReplayState.Done, 1, _store.Time.GetUtcNow()), (job.State, job.Progress.Resolved, job.EndedAt));
        Assert.Equal(["replay", "replay-resolved"], (await _store.Reader.FindAsync(letter, Token))!.Audit.Select(entry => entry.Action));
        Assert.Equal(["replay-done", "replay-resolved", "replay"], (await _store.Audit.PageAsync(null, 10, Token)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task A_deadline_at_the_end_of_time_is_one_like_any_other()
    {
        var letter = Letters.Make("r-1");
        await _store.RecordAsync(letter with { Request = letter.Request! with { Deadline = DateTimeOffset.MaxValue } });

        await _process.Jobs.CreateAsync(Order(await _store.IdOfAsync("r-1")), Token);
        await _process.RunAsync();
        await _process.AnswerAllAsync();
        await _process.RunAsync();

        Assert.Equal(new LetterCounts(0, 0, 1, 0, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Many_begin_with_one_then_ten_then_a_hundred_and_then_go_at_the_rate()
    {
        await RecordAsync(200);
        var job = await _process.Jobs.CreateAsync(All(rate: 1000), Token);
        var sent = new List<int>();

        for (var i = 0; i < 6; i++)
        {
            await SettleDownAsync();
            sent.Add(_process.Sender.Messages.Count);
            await _process.AnswerAllAsync();
        }

        Assert.Equal([1, 11, 111, 200, 200, 200], sent);
        Assert.Equal(200, _process.Sender.Messages.Select(message => message.Mark.Letter).Distinct().Count());
        job = await FindAsync(job.Id);
        Assert.Equal((ReplayState.Done, 200, 3), (job.State, job.Progress.Resolved, job.Progress.Step));
        Assert.Equal(new LetterCounts(0, 0, 200, 0, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Outcomes_that_come_one_by_one_are_counted_in_one_entry_of_the_audit_trail()
    {
        await RecordAsync(30);
        await _process.Jobs.CreateAsync(All(rate: 1000), Token);
        for (var i = 0; i < 4; i++)
        {
            await SettleDownAsync();
            foreach (var mark in _process.Sender.TakeMarks())
                await _process.AnswerAsync(mark);
        }

        Assert.Equal(
            [("replay-done", 30), ("replay-resolved", 30), ("replay", 30)],
            (await _store.Audit.PageAsync(null, 100, Token)).Select(entry => (entry.Action, entry.Count)));
    }

    [Fact]
    public async Task What_is_ordered_twice_is_not_sent_twice()
    {
        await RecordAsync(20);
        var first = await _process.Jobs.CreateAsync(All(rate: 1000), Token);
        var second = await _process.Jobs.CreateAsync(All(rate: 1000), Token);

        for (var i = 0; i < 8; i++)
        {
            await SettleDownAsync();
            await _process.AnswerAllAsync();
        }

        Assert.Equal(20, _process.Sender.Messages.Count);
        Assert.Equal(20, _process.Sender.Messages.Select(message => message.Mark.Letter).Distinct().Count());
        var (one, two) = (await FindAsync(first.Id), await FindAsync(second.Id));
        Assert.Equal((ReplayState.Done, ReplayState.Done), (one.State, two.State));
        Assert.Equal((20, 20), (one.Progress.Resolved + two.Progress.Resolved, one.Progress.Skipped + two.Progress.Skipped));
    }

    [Fact]
    public async Task The_rate_is_kept()
    {
        await RecordAsync(20);
        await _process.Jobs.CreateAsync(All(rate: 2), Token);
        await _process.RunAsync();
        await _process.AnswerAllAsync();

        var counts = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            await _process.RunAsync();
            counts.Add(_process.Sender.Messages.Count);
            _store.Time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], counts);
    }

    [Fact]
    public async Task It_stops_by_itself_when_the_same_failure_comes_back()
    {
        await RecordAsync(30);
        var job = await _process.Jobs.CreateAsync(All(), Token);
        await _process.RunAsync();

        await ReturnAsync(_process.Sender.TakeMarks().Single());
        await SettleDownAsync();

        job = await FindAsync(job.Id);
        Assert.Equal(ReplayState.Stopped, job.State);
        Assert.Contains("came back with the same failure", job.Why, StringComparison.Ordinal);
        Assert.Equal((29, 1, 30), (job.Progress.Pending, job.Progress.ReturnedSame, job.Progress.Total));
        Assert.Single(_process.Sender.Messages);
        // The new letter is open in place of the old one, which it supersedes.
        Assert.Equal(new LetterCounts(30, 0, 0, 0, 1), await _store.Reader.CountsAsync(Token));
        var entry = (await _store.Audit.PageAsync(null, 1, Token)).Single();
        Assert.Equal(("replay-stopped", "dispatch"), (entry.Action, entry.Who));
    }

    [Fact]
    public async Task A_replay_that_stopped_begins_its_ramp_anew_when_it_is_resumed()
    {
        await RecordAsync(30);
        var job = await _process.Jobs.CreateAsync(All(rate: 1000), Token);
        await SettleDownAsync();
        await _process.AnswerAllAsync();
        await SettleDownAsync();
        await ReturnAsync(_process.Sender.TakeMarks()[0]);
        await SettleDownAsync();
        Assert.Equal(ReplayState.Stopped, (await FindAsync(job.Id)).State);

        await _process.Jobs.ResumeAsync(job.Id, "ann", Token);
        await SettleDownAsync();

        Assert.Equal(12, _process.Sender.Messages.Count);
        Assert.Equal((ReplayState.Running, 0), ((await FindAsync(job.Id)).State, (await FindAsync(job.Id)).Progress.Step));
    }

    [Fact]
    public async Task A_letter_that_comes_back_knows_where_it_comes_from_and_can_be_replayed_again()
    {
        await _store.RecordAsync(Letters.Make("r-1"));
        var first = await _store.IdOfAsync("r-1");
        var job = await _process.Jobs.CreateAsync(Order(first), Token);
        await _process.RunAsync();

        await ReturnAsync(_process.Sender.TakeMarks().Single(), said: "Another reason altogether");
        await _process.RunAsync();

        var second = await _store.IdOfAsync("r-1");
        Assert.NotEqual(first, second);
        var replay = (await _store.Reader.FindAsync(first, Token))!.Replays.Single();
        Assert.Equal((job.Id, ReplayItemState.ReturnedOther, second), (replay.Job, replay.Item.State, replay.Item.ReturnedAs));
        var summary = (await _store.Reader.FindAsync(second, Token))!.Summary;
        Assert.Equal((LetterState.Open, 1, first), (summary.State, summary.Generation, summary.ReplayOf));
        // There was nothing left to stop.
        Assert.Equal(ReplayState.Done, (await FindAsync(job.Id)).State);

        await _process.Jobs.CreateAsync(Order(second), Token);
        await _process.RunAsync();
        Assert.Equal((second, 2), (_process.Sender.Messages[^1].Mark.Letter, _process.Sender.Messages[^1].Mark.Generation));
    }

    [Fact]
    public async Task A_request_is_not_replayed_without_end()
    {
        var letter = Letters.Make("r-1");
        await _store.Store.RecordAsync([QueuedLetter.Of(letter) with { Replay = new ReplayMark(Guid.NewGuid(), "gone", ReplayMark.MaxGeneration) }], Token);

        var refused = await Assert.ThrowsAsync<ReplayRefusedException>(async () => await _process.Jobs.CreateAsync(Order(await _store.IdOfAsync("r-1")), Token));

        Assert.Equal(ReplayRefusal.Conflict, refused.Refusal);
        Assert.Contains("replayed 25 times", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_that_do_not_come_hold_a_step_up_for_its_patience_alone()
    {
        await RecordAsync(30);
        await _process.Jobs.CreateAsync(All() with { Patience = TimeSpan.FromMinutes(5), Rate = 1000 }, Token);
        await SettleDownAsync();

        _store.Time.Advance(TimeSpan.FromMinutes(4.9));
        await SettleDownAsync();
        Assert.Single(_process.Sender.Messages);

        _store.Time.Advance(TimeSpan.FromMinutes(0.2));
        await SettleDownAsync();
        Assert.Equal(11, _process.Sender.Messages.Count);
    }

    [Fact]
    public async Task A_replay_that_is_paused_sends_nothing_and_goes_on_where_it_was()
    {
        await RecordAsync(30);
        var job = await _process.Jobs.CreateAsync(All(rate: 1000), Token);
        await SettleDownAsync();
        await _process.Jobs.PauseAsync(job.Id, "ann", Token);
        await _process.AnswerAllAsync();
        await SettleDownAsync();
        Assert.Equal((1, 1), (_process.Sender.Messages.Count, (await FindAsync(job.Id)).Progress.Resolved));

        await _process.Jobs.ResumeAsync(job.Id, "ann", Token);
        await SettleDownAsync();

        Assert.Equal(11, _process.Sender.Messages.Count);
        await Assert.ThrowsAsync<ReplayRefusedException>(() => _process.Jobs.ResumeAsync(job.Id, "ann", Token));
    }

    [Fact]
    public async Task A_replay_that_is_cancelled_leaves_the_rest_as_it_was_and_still_notes_outcomes()
    {
        await RecordAsync(30);
        var job = await _process.Jobs.CreateAsync(All(), Token);
        await _process.RunAsync();

        await _process.Jobs.CancelAsync(job.Id, "ann", Token);
        await _process.AnswerAllAsync();
        await SettleDownAsync();

        job = await FindAsync(job.Id);
        Assert.Equal((ReplayState.Cancelled, 29, 1), (job.State, job.Progress.Cancelled, job.Progress.Resolved));
        Assert.Equal(new LetterCounts(29, 0, 1, 0, 0), await _store.Reader.CountsAsync(Token));
        Assert.Single(_process.Sender.Messages);
        await Assert.ThrowsAsync<ReplayRefusedException>(() => _process.Jobs.CancelAsync(job.Id, "ann", Token));
    }

    [Fact]
    public async Task Only_open_letters_are_sent_and_the_others_say_why_not()
    {
        await RecordAsync(3);
        var ids = new[] { await _store.IdOfAsync("r-0"), await _store.IdOfAsync("r-1"), await _store.IdOfAsync("r-2"), "nowhere" };
        await _store.Store.ArchiveAsync(new LetterFilter { Ids = [ids[1]] }, "ann", Token);
        await _process.Jobs.CreateAsync(Order(ids[2]), Token);
        await _process.RunAsync();

        var job = await _process.Jobs.CreateAsync(Order([.. ids]), Token);
        await SettleDownAsync();

        var items = (await _process.Jobs.ItemsAsync(job.Id, ReplayItemState.Skipped, 10, 0, Token)).Items.ToDictionary(item => item.LetterId, item => item.Why);
        Assert.Equal("It is archived; restore it first.", items[ids[1]]);
        Assert.Equal("It is being replayed already.", items[ids[2]]);
        Assert.Equal("It is no longer in the store.", items["nowhere"]);
        Assert.Equal((4, 1, 3), ((await FindAsync(job.Id)).Progress.Total, (await FindAsync(job.Id)).Progress.Waiting, items.Count));
    }

    [Fact]
    public async Task Letters_that_were_dealt_with_before_their_turn_are_skipped()
    {
        await RecordAsync(5);
        var job = await _process.Jobs.CreateAsync(All(), Token);
        await _process.RunAsync();
        await _store.Store.ArchiveAsync(LetterFilter.Open, "ann", Token);
        await _process.AnswerAllAsync();

        await SettleDownAsync();

        Assert.Equal((ReplayState.Done, 4), ((await FindAsync(job.Id)).State, (await FindAsync(job.Id)).Progress.Skipped));
        Assert.Single(_process.Sender.Messages);
    }

    [Fact]
    public async Task An_order_that_selects_nothing_is_refused_and_changes_nothing()
    {
        var nothing = await Assert.ThrowsAsync<ReplayRefusedException>(() => _process.Jobs.CreateAsync(All(), Token));
        var nobody = await Assert.ThrowsAsync<ReplayRefusedException>(() => _process.Jobs.CreateAsync(Order("nobody"), Token));
        await _store.RecordAsync(Letters.Make("r-1"));
        await _store.Store.ArchiveAsync(LetterFilter.All, "ann", Token);
        var archived = await Assert.ThrowsAsync<ReplayRefusedException>(async () => await _process.Jobs.CreateAsync(Order(await _store.IdOfAsync("r-1")), Token));

        Assert.Equal(
            [ReplayRefusal.NotFound, ReplayRefusal.NotFound, ReplayRefusal.Conflict], [nothing.Refusal, nobody.Refusal, archived.Refusal]);
        Assert.Contains("restore it first", archived.Message, StringComparison.Ordinal);
        Assert.Empty((await _process.Jobs.ListAsync(10, null, Token)).Jobs);
        Assert.Equal(["archive"], (await _store.Audit.PageAsync(null, 10, Token)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Changes_are_sent_and_the_letter_keeps_what_was()
    {
        await _store.RecordAsync(Letters.Make("r-1"));
        var letter = await _store.IdOfAsync("r-1");
        var changes = new ReplayChanges
        {
            RoutingGroup = "other",
            TimeToLive = TimeSpan.FromMinutes(10),
            Body = JsonElement.Parse("""{"model":"m-2","n":1.50}"""),
        };

        var job = await _process.Jobs.CreateAsync(Order(letter) with { Changes = changes }, Token);
        await _process.RunAsync();

        var request = RequestOf(_process.Sender.Messages.Single());
        Assert.Equal(("other", """{"model":"m-2","n":1.50}"""), (request.RoutingGroup, request.Body.GetRawText()));
        Assert.Equal(_store.Time.GetUtcNow().AddMinutes(10), request.Deadline);
        Assert.Equal("chat", (await _store.Reader.FindAsync(letter, Token))!.Letter.Request!.RoutingGroup);
        Assert.Equal(changes.Body.Value.GetRawText(), (await FindAsync(job.Id)).Order.Changes.Body!.Value.GetRawText());
    }

    [Fact]
    public async Task An_edited_body_is_for_one_letter()
    {
        await RecordAsync(2);
        var order = All() with { Changes = new ReplayChanges { Body = JsonElement.Parse("{}") } };

        var refused = await Assert.ThrowsAsync<ReplayRefusedException>(() => _process.Jobs.CreateAsync(order, Token));

        Assert.Equal(ReplayRefusal.Invalid, refused.Refusal);
        Assert.Contains("2 dead letters are selected", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replays_are_listed_newest_first_in_pages()
    {
        await RecordAsync(3);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
            ids.Add((await _process.Jobs.CreateAsync(Order(await _store.IdOfAsync($"r-{i}")), Token)).Id);

        var first = await _process.Jobs.ListAsync(2, null, Token);
        var second = await _process.Jobs.ListAsync(2, first.Next, Token);

        Assert.Equal([ids[2], ids[1], ids[0]], first.Jobs.Concat(second.Jobs).Select(job => job.Id));
        Assert.Null(second.Next);
        Assert.Null(await _process.Jobs.FindAsync(Guid.NewGuid(), Token));
    }

    public void Dispose()
    {
        _process.Dispose();
        _store.Dispose();
    }

    private static ReplayOrder Order(params string[] ids) => new() { Letters = new LetterFilter { Ids = [.. ids] }, Who = "ann" };

    private static ReplayOrder All(double? rate = null) => new() { Letters = LetterFilter.All, Rate = rate, Who = "ann" };

    private async Task SettleDownAsync()
    {
        // Long enough for whatever the rate holds back, and shorter than any patience.
        for (var i = 0; i < 20; i++)
        {
            await _process.RunAsync();
            _store.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private Task<int> RecordAsync(int count) =>
        _store.RecordAsync([.. Enumerable.Range(0, count).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddSeconds(number)))]);

    private async Task ReturnAsync(ReplayMark mark, string said = "The engine is overloaded")
    {
        var letter = (await _store.Reader.FindAsync(mark.Letter, Token))!.Letter;
        var again = Letters.Make(letter.Id, at: _store.Time.GetUtcNow(), said: said);
        await _store.Store.RecordAsync([QueuedLetter.Of(again) with { Replay = mark }], Token);
    }

    private async Task<ReplayJob> FindAsync(Guid id) => Assert.IsType<ReplayJob>(await _process.Jobs.FindAsync(id, Token));

    private static CompletionRequest RequestOf(ReplayMessage message) => JsonSerializer.Deserialize<CompletionRequest>(Encoding.UTF8.GetString(message.Body.Span))!;
}
