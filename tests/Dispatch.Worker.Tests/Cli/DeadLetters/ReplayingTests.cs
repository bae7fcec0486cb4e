using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Tests.DeadLetters;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

/// <summary>replay and replays.</summary>
public abstract class ReplayingTests(bool isServer) : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly CommandRun _run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (isServer)
            await _run.StartServerAsync();
        await _run.RecordAsync(Letters.Make("a"), Letters.Make("b"), Letters.Make("c", group: "embed"));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _run.DisposeAsync();
    }

    [Fact]
    public async Task A_preview_says_what_would_be_sent_and_sends_nothing()
    {
        var preview = await _run.JsonAsync("replay", "--group", "chat", "--with-group", "other", "--preview");

        Assert.Equal((2, 2), (preview.GetProperty("total").GetInt32(), preview.GetProperty("toSend").GetInt32()));
        Assert.Equal(0, await _run.RunAsync("replay", "--all", "--with-group", "other", "--with-model", "small", "--time-to-live", "2h", "--preview"));
        Assert.StartsWith("3 of 3 dead letters will be sent again.", _run.Output, StringComparison.Ordinal);
        foreach (var part in (string[])["2 by other, in place of chat", "1 by other, in place of embed", "with the model small", "with 2h to live", "First 1, then 10, then 100"])
            Assert.Contains(part, _run.Output, StringComparison.Ordinal);
        Assert.Empty(await JobsAsync());
    }

    [Fact]
    public async Task It_asks_and_does_what_the_answer_says()
    {
        _run.Answer = false;
        Assert.Equal(0, await _run.RunAsync("replay", "--group", "chat"));
        Assert.Equal("Send 2 requests again?", _run.Question);
        Assert.EndsWith("Nothing was sent.", _run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(await JobsAsync());

        _run.Answer = true;
        Assert.Equal((0, ""), (await _run.RunAsync("replay", "--group", "chat", "--with-group", "other", "--rate", "5", "--remark", "mended"), _run.Error));

        var job = Assert.Single(await JobsAsync());
        Assert.Contains($"Replay {job.Id:D} begins: 2 requests.", _run.Output, StringComparison.Ordinal);
        Assert.Contains(isServer ? "The worker carries it out." : "The monitor that has this store carries it out", _run.Output, StringComparison.Ordinal);
        Assert.Equal(("other", 5.0, "mended"), (job.Order.Changes.RoutingGroup, job.Order.Rate, job.Order.Remark));
        Assert.Equal(isServer ? "this machine" : $"{Environment.UserName}@{Environment.MachineName}", job.Order.Who);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_it_refuses_and_says_how()
    {
        Assert.Equal(2, await _run.RunAsync("replay", "--all"));

        Assert.Equal("There is no terminal to ask on; give --yes to send them, or --preview to see what that would do.", _run.Error.Trim());
        Assert.Empty(await JobsAsync());
        Assert.Equal(2, await _run.RunAsync("replay", "--yes"));
        Assert.StartsWith("Say which dead letters to replay", _run.Error, StringComparison.Ordinal);
        Assert.Empty(await JobsAsync());
    }

    [Fact]
    public async Task A_program_gets_the_replay()
    {
        var body = _run.Store.File + ".body";
        await File.WriteAllTextAsync(body, """{"messages":[{"role":"user","content":"Again"}]}""", Token);

        var job = await _run.JsonAsync("replay", await _run.Store.IdOfAsync("a"), "--with-body", body, "--yes");

        Assert.Equal(("running", 1), (job.GetProperty("state").GetString(), job.GetProperty("progress").GetProperty("total").GetInt32()));
        Assert.Equal("Again", job.GetProperty("order").GetProperty("changes").GetProperty("body").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Null(_run.Question);
    }

    [Fact]
    public async Task What_cannot_be_sent_is_told_with_the_reason()
    {
        var id = await _run.Store.IdOfAsync("a");
        await _run.Store.Store.ArchiveAsync(new LetterFilter { Ids = [id] }, "ann", Token);

        Assert.Equal(1, await _run.RunAsync("replay", id, "--yes"));
        Assert.Equal("None of them can be sent, so nothing was done. It is archived; restore it first.", _run.Error.Trim());
        Assert.Equal(0, await _run.RunAsync("replay", "--group", "none", "--yes"));
        Assert.StartsWith("No open dead letter is meant by this.", _run.Output, StringComparison.Ordinal);
        Assert.Empty(await JobsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Followed_to_its_end_it_says_whether_all_have_their_results(bool isGood)
    {
        var following = _run.RunAsync("replay", "--group", "chat", "--yes", "--wait");
        while ((await JobsAsync()).Count == 0 && !following.IsCompleted)
            await Task.Delay(Interval, Token);
        var number = Assert.Single(await _run.Monitor.ClaimAsync());
        if (isGood)
            await CarryOutAsync();
        else
            await _run.Monitor.Books.StopAsync(number, "The same failure came back.", Token);

        Assert.Equal(isGood ? 0 : 1, await following);
        Assert.Contains(isGood ? "done: 2 of 2 sent, 2 resolved" : "The same failure came back.", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_is_listed_paused_resumed_and_ended()
    {
        await _run.JsonAsync("replay", "--all", "--yes");
        var id = Assert.Single(await JobsAsync()).Id.ToString("D");

        Assert.Equal("paused", (await _run.JsonAsync("replays", "pause", id)).GetProperty("state").GetString());
        Assert.Equal("running", (await _run.JsonAsync("replays", "resume", id)).GetProperty("state").GetString());
        Assert.Equal(1, await _run.RunAsync("replays", "send-again", id));
        Assert.Equal("Of every request of this replay it is known whether it was sent.", _run.Error.Trim());
        Assert.Equal(0, await _run.RunAsync("replays", "cancel", id));
        Assert.Contains("cancelled: 0 of 3 sent, 0 resolved, 3 cancelled", _run.Output, StringComparison.Ordinal);
        Assert.Equal(1, await _run.RunAsync("replays", "resume", id));
        Assert.StartsWith("The replay is cancelled, and cannot be resumed", _run.Error, StringComparison.Ordinal);
        Assert.Equal(id, (await _run.JsonAsync("replays", "list")).GetProperty("replays")[0].GetProperty("id").GetString());
        Assert.Equal(0, await _run.RunAsync("replays", "list"));
        Assert.Contains(id, _run.Output, StringComparison.Ordinal);
        Assert.Equal("cancelled", (await _run.JsonAsync("replays", "show", id)).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(1, "show", "11111111-1111-1111-1111-111111111111")]
    [InlineData(1, "pause", "11111111-1111-1111-1111-111111111111")]
    [InlineData(2, "cancel", "first")]
    public async Task A_replay_that_is_not_there_is_told(int exitCode, string command, string id)
    {
        Assert.Equal(exitCode, await _run.RunAsync("replays", command, id));
        Assert.NotEmpty(_run.Error);
        Assert.Equal(0, await _run.RunAsync("replays", "list"));
        Assert.Equal("Nothing has been replayed yet.", _run.Output.Trim());
    }

    [Fact]
    public async Task A_letter_shows_its_replays()
    {
        await _run.JsonAsync("replay", await _run.Store.IdOfAsync("a"), "--yes");
        await CarryOutAsync();

        Assert.Equal(0, await _run.RunAsync("show", "a"));
        Assert.Contains(": resolved, sent at ", _run.Output, StringComparison.Ordinal);
    }

    private async Task CarryOutAsync()
    {
        while (!(await JobsAsync()).All(job => job.State == ReplayState.Done))
        {
            await _run.Monitor.RunAsync();
            await _run.Monitor.AnswerAllAsync();
            _run.Store.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<IReadOnlyList<ReplayJob>> JobsAsync() =>
        File.Exists(_run.Store.File) ? (await _run.Monitor.Jobs.ListAsync(10, null, Token)).Jobs : [];
}

public sealed class ReplayingInStoreTests() : ReplayingTests(isServer: false);

public sealed class ReplayingThroughServerTests() : ReplayingTests(isServer: true);
