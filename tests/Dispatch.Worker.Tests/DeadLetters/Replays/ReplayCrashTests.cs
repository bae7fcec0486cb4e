using System.Text.Json;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;
using Dispatch.Worker.Messaging.Replays;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

/// <summary>What is certain of a replay when processes, the broker or the store fail at the worst moments.</summary>
public sealed class ReplayCrashTests : IDisposable
{
    private readonly StoreFixture _store = new();
    private readonly LetterDatabase _other;
    private readonly ReplayProcess _first;
    private readonly ReplayProcess _second;

    public ReplayCrashTests()
    {
        _other = _store.Open();
        (_first, _second) = (new ReplayProcess(_store.Database, _store.Time), new ReplayProcess(_other, _store.Time));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_being_sent_when_the_process_died_is_not_sent_again_by_itself()
    {
        var job = await CreateAsync(3);
        await DieWhileSendingAsync();

        await _second.RunAsync();
        Assert.Empty(_second.Sender.Messages);
        _store.Time.Advance(_first.Settings.Lease);
        await _second.RunAsync();

        Assert.Empty(_second.Sender.Messages);
        var item = (await _second.Jobs.ItemsAsync(job.Id, ReplayItemState.Unknown, 10, 0, Token)).Items.Single();
        Assert.Contains("ended before it noted", item.Why, StringComparison.Ordinal);
        Assert.Equal((1, 2), ((await FindAsync(job.Id)).Progress.Unknown, (await FindAsync(job.Id)).Progress.Pending));
        Assert.Equal(new LetterCounts(2, 1, 0, 0, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Its_outcome_shows_that_it_was_sent()
    {
        var job = await CreateAsync(3);
        await DieWhileSendingAsync();
        _store.Time.Advance(_first.Settings.Lease);
        await _second.RunAsync();

        await _second.AnswerAsync(_first.Sender.TakeMarks());
        await _second.RunAsync();

        Assert.Equal((0, 1), ((await FindAsync(job.Id)).Progress.Unknown, (await FindAsync(job.Id)).Progress.Resolved));
        // The ramp goes on with others.
        Assert.Single(_second.Sender.Messages);
        Assert.NotEqual(_first.Sender.Messages[0].Mark.Letter, _second.Sender.Messages[0].Mark.Letter);
    }

    [Fact]
    public async Task Somebody_can_have_it_sent_again_with_the_same_message_id()
    {
        var job = await CreateAsync(1);
        await DieWhileSendingAsync();
        _store.Time.Advance(_first.Settings.Lease);
        await _second.RunAsync();

        await _second.Jobs.SendUnknownAgainAsync(job.Id, "ann", Token);
        await _second.RunAsync();

        var (before, after) = (_first.Sender.Messages.Single(), _second.Sender.Messages.Single());
        Assert.Equal((before.Mark, before.Id), (after.Mark, after.Id));
        Assert.Equal(before.Body.ToArray(), after.Body.ToArray());
        Assert.Equal(("replay-sent-again", "ann"), (await _store.Audit.PageAsync(null, 1, Token)).Select(entry => (entry.Action, entry.Who)).Single());
        await Assert.ThrowsAsync<ReplayRefusedException>(() => _second.Jobs.SendUnknownAgainAsync(job.Id, "ann", Token));
    }

    [Fact]
    public async Task A_replay_goes_on_in_the_process_that_is_started_next()
    {
        var job = await CreateAsync(30, rate: 1000);
        await RunAsync(_first);
        await _first.AnswerAllAsync();
        await RunAsync(_first);
        await _first.ReleaseAsync();

        await _first.AnswerAllAsync();
        await RunAsync(_second);
        await _second.AnswerAllAsync();
        await RunAsync(_second);

        Assert.Equal((ReplayState.Done, 30), ((await FindAsync(job.Id)).State, (await FindAsync(job.Id)).Progress.Resolved));
        Assert.Equal(30, _first.Sender.Messages.Concat(_second.Sender.Messages).Select(message => message.Mark.Letter).Distinct().Count());
        Assert.Equal(30, _first.Sender.Messages.Count + _second.Sender.Messages.Count);
    }

    [Fact]
    public async Task Two_processes_do_not_run_a_replay_at_the_same_time()
    {
        await CreateAsync(30, rate: 1000);

        Assert.Single(await _first.ClaimAsync());
        Assert.Empty(await _second.ClaimAsync());
        _store.Time.Advance(_first.Settings.Lease);
        Assert.Single(await _second.ClaimAsync());
        Assert.Empty(await _first.ClaimAsync());
    }

    [Fact]
    public async Task A_process_that_lost_a_replay_without_noticing_sends_nothing_of_it()
    {
        await CreateAsync(30);
        var number = (await _first.ClaimAsync()).Single();
        _store.Time.Advance(_first.Settings.Lease);
        await _second.ClaimAsync();

        Assert.Empty(await _first.Sending.BeginAsync(number, 10, Token));
        Assert.Single(await _second.Sending.BeginAsync(number, 1, Token));
    }

    [Fact]
    public async Task A_replay_that_nobody_can_read_stops_and_holds_up_no_other()
    {
        var broken = await CreateAsync(1);
        await _store.RecordAsync(Letters.Make("another"));
        await _store.Database.WriteAsync(
            context => context.ReplayJobs.ExecuteUpdateAsync(set => set.SetProperty(row => row.Changes, "{"), Token), Token);
        var sound = await _first.Jobs.CreateAsync(new ReplayOrder { Letters = new LetterFilter { RequestId = "another" }, Who = "ann" }, Token);

        await _first.RunAsync();

        Assert.Equal("another", JsonDocument.Parse(Assert.Single(_first.Sender.Messages).Body).RootElement.GetProperty("id").GetString());
        Assert.Equal(1, (await FindAsync(sound.Id)).Progress.Waiting);
        var stopped = await _store.Database.ReadAsync(
            context => context.ReplayJobs.Where(row => row.Id == broken.Id.ToString("D")).Select(row => new { row.State, row.Why }).SingleAsync(Token), Token);
        Assert.Equal(ReplayState.Stopped, stopped.State);
        Assert.Contains("It cannot go on, because of an unexpected JsonException", stopped.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_certainly_was_not_sent_is_sent_later()
    {
        var job = await CreateAsync(1);
        _first.Sender.Say(new ReplaySent.NotSent("No broker answers."));
        await _first.RunAsync();
        Assert.Equal((ReplayState.Running, "No broker answers.", 1), ((await FindAsync(job.Id)).State, (await FindAsync(job.Id)).Why, (await FindAsync(job.Id)).Progress.Pending));
        Assert.Equal(new LetterCounts(1, 0, 0, 0, 0), await _store.Reader.CountsAsync(Token));

        // It waits first.
        await _first.RunAsync();
        Assert.Single(_first.Sender.Messages);
        _first.Sender.Say(new ReplaySent.Confirmed());
        _store.Time.Advance(TimeSpan.FromSeconds(1));
        await _first.RunAsync();

        Assert.Equal((1, null), ((await FindAsync(job.Id)).Progress.Waiting, (await FindAsync(job.Id)).Why));
        Assert.Equal(1, _first.Sender.Messages[^1].Mark.Generation);
    }

    [Fact]
    public async Task What_may_have_been_sent_is_left_alone_and_after_three_times_the_replay_stops()
    {
        var job = await CreateAsync(30, rate: 1000, patience: TimeSpan.FromSeconds(1));
        _first.Sender.Say(new ReplaySent.Unknown("The broker did not confirm."));
        for (var i = 0; i < 200; i++)
        {
            await _first.RunAsync();
            _store.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        job = await FindAsync(job.Id);
        Assert.Equal((ReplayState.Stopped, "The broker did not confirm."), (job.State, job.Why));
        Assert.Equal(_first.Sender.Messages.Count, job.Progress.Unknown);
        Assert.Equal(_first.Sender.Messages.Count, _first.Sender.Messages.Select(message => message.Mark.Letter).Distinct().Count());
    }

    [Fact]
    public async Task A_request_that_the_broker_never_takes_is_skipped_and_its_letter_open()
    {
        var job = await CreateAsync(1);
        _first.Sender.Say(new ReplaySent.Refused("It is too large."));
        await _first.RunAsync();

        var item = (await _first.Jobs.ItemsAsync(job.Id, null, 1, 0, Token)).Items.Single();
        Assert.Equal((ReplayItemState.Skipped, "It is too large."), (item.State, item.Why));
        Assert.Equal(new LetterCounts(1, 0, 0, 0, 0), await _store.Reader.CountsAsync(Token));
        Assert.Equal(ReplayState.Done, (await FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task An_outcome_may_come_before_it_is_noted_that_the_request_was_sent()
    {
        var job = await CreateAsync(1);
        _first.Sender.Behaviour = async message =>
        {
            await _first.AnswerAsync(message.Mark);
            return new ReplaySent.Confirmed();
        };

        await _first.RunAsync();

        Assert.Equal((ReplayState.Done, 1), ((await FindAsync(job.Id)).State, (await FindAsync(job.Id)).Progress.Resolved));
        Assert.Equal(new LetterCounts(0, 0, 1, 0, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Outcomes_that_come_twice_and_marks_of_nobody_change_nothing()
    {
        var job = await CreateAsync(2);
        await _first.RunAsync();
        var mark = _first.Sender.Messages.Single().Mark;

        await _first.AnswerAsync(mark, mark, mark with { Job = Guid.NewGuid() }, mark with { Letter = "nobody" });
        await _first.AnswerAsync(mark);
        await RecordReturnAsync(mark);

        Assert.Equal((1, 0), ((await FindAsync(job.Id)).Progress.Resolved, (await FindAsync(job.Id)).Progress.ReturnedSame));
        Assert.Equal(1, (await _store.Reader.CountsAsync(Token)).Resolved);
    }

    [Fact]
    public async Task A_request_of_which_nothing_is_heard_in_all_its_time_is_open_again_and_a_late_result_still_counts()
    {
        var job = await CreateAsync(1);
        await _first.RunAsync();
        _store.Time.Advance(TimeSpan.FromHours(24) + ReplaySettings.Grace - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await _first.Outcomes.GiveUpAsync(Token));
        _store.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1, await _first.Outcomes.GiveUpAsync(Token));
        await _first.RunAsync();
        Assert.Equal((ReplayState.Done, 1), ((await FindAsync(job.Id)).State, (await FindAsync(job.Id)).Progress.Lost));
        Assert.Equal(new LetterCounts(1, 0, 0, 0, 0), await _store.Reader.CountsAsync(Token));

        await _first.AnswerAllAsync();
        Assert.Equal((0, 1), ((await FindAsync(job.Id)).Progress.Lost, (await FindAsync(job.Id)).Progress.Resolved));
        Assert.Equal(new LetterCounts(0, 0, 1, 0, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task Requests_of_several_replays_are_given_up_together()
    {
        var first = await CreateAsync(1);
        await _first.RunAsync();
        await _store.RecordAsync(Letters.Make("another"));
        var second = await _first.Jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" }, Token);
        await _first.RunAsync();
        _store.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(2, await _first.Outcomes.GiveUpAsync(Token));

        Assert.Equal((1, 1), ((await FindAsync(first.Id)).Progress.Lost, (await FindAsync(second.Id)).Progress.Lost));
        Assert.Equal(new LetterCounts(2, 0, 0, 0, 0), await _store.Reader.CountsAsync(Token));
    }

    [Fact]
    public async Task A_replay_that_ended_long_ago_is_removed_with_its_letters_list()
    {
        var ended = await CreateAsync(1);
        await _first.RunAsync();
        await _first.AnswerAllAsync();
        await _first.RunAsync();
        _store.Time.Advance(TimeSpan.FromDays(91));
        await _store.RecordAsync(Letters.Make("new"));
        var open = await _first.Jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" }, Token);

        await _first.Books.ForgetAsync(Token);

        Assert.Null(await _first.Jobs.FindAsync(ended.Id, Token));
        Assert.Empty((await _first.Jobs.ItemsAsync(ended.Id, null, 10, 0, Token)).Items);
        Assert.NotNull(await _first.Jobs.FindAsync(open.Id, Token));
    }

    [Fact]
    public async Task A_replay_that_was_cancelled_long_ago_is_kept_while_an_outcome_may_come()
    {
        var letter = Letters.Make("r-1");
        await _store.RecordAsync(letter with { Request = letter.Request! with { Deadline = _store.Time.GetUtcNow().AddDays(200) } });
        var job = await _first.Jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" }, Token);
        await _first.RunAsync();
        await _first.Jobs.CancelAsync(job.Id, "ann", Token);
        _store.Time.Advance(TimeSpan.FromDays(91));

        await _first.Books.ForgetAsync(Token);
        Assert.NotNull(await _first.Jobs.FindAsync(job.Id, Token));
        await _first.AnswerAllAsync();
        Assert.Equal(new LetterCounts(0, 0, 1, 0, 0), await _store.Reader.CountsAsync(Token));

        await _first.Books.ForgetAsync(Token);
        Assert.Null(await _first.Jobs.FindAsync(job.Id, Token));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _other.Dispose();
        _store.Dispose();
    }

    private async Task<ReplayJob> CreateAsync(int count, double? rate = null, TimeSpan? patience = null)
    {
        await _store.RecordAsync([.. Enumerable.Range(0, count).Select(number => Letters.Make($"r-{number}", at: Letters.Noon.AddSeconds(number)))]);
        return await _first.Jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Rate = rate, Patience = patience, Who = "ann" }, Token);
    }

    // Marked and committed, handed to the broker or not, and then nothing.
    private async Task DieWhileSendingAsync()
    {
        var number = (await _first.ClaimAsync()).Single();
        foreach (var parcel in await _first.Sending.BeginAsync(number, 1, Token))
            await _first.Sender.SendAsync(parcel.Message, Token);
    }

    private async Task RunAsync(ReplayProcess process)
    {
        for (var i = 0; i < 10; i++)
        {
            await process.RunAsync();
            _store.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private async Task RecordReturnAsync(ReplayMark mark)
    {
        var letter = (await _store.Reader.FindAsync(mark.Letter, Token))!.Letter;
        await _store.Store.RecordAsync([QueuedLetter.Of(Letters.Make(letter.Id, at: _store.Time.GetUtcNow())) with { Replay = mark }], Token);
    }

    private async Task<ReplayJob> FindAsync(Guid id) => Assert.IsType<ReplayJob>(await _first.Jobs.FindAsync(id, Token));
}
