using Dispatch.Contracts;
using Dispatch.Worker.Batches;

namespace Dispatch.Worker.Tests.Batches;

public sealed class BatchResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeQueue _queue = new();

    public void Dispose() => _folder.Dispose();

    private BatchRun Run() => new(_folder, _queue);

    /// <summary>Runs a batch of 100 in which only the first 60 are sent and the first 40 answered, then stops it.</summary>
    private async Task StopInTheMiddleAsync(BatchRun run)
    {
        _folder.WriteRequests(100);
        using var stop = new CancellationTokenSource();
        var answered = 0;
        _queue.Work = request =>
        {
            if (NumberOf(request.Id) > 40)
                return null;
            Interlocked.Increment(ref answered);
            return FakeQueue.Result(request);
        };
        _queue.OnSend = (request, cancellationToken) => NumberOf(request.Id) <= 60 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellationToken);
        run.Settings = run.Settings with { InFlight = 60 };

        var running = run.RunUntilAsync(stop.Token);
        foreach (var id in TemporaryFolder.Ids(1, 60))
            await _queue.ArrivalOf(id);
        await stop.CancelAsync();

        Assert.False(await running);
        Assert.Equal(40, answered);
        _queue.OnSend = (_, _) => Task.CompletedTask;
        _queue.Work = FakeQueue.Result;
    }

    private static int NumberOf(string id) => int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task With_a_broker_what_was_sent_is_not_sent_again_and_its_outcomes_come_from_the_same_queue()
    {
        var first = Run();
        await StopInTheMiddleAsync(first);
        Assert.False(_queue.IsDeleted);
        var sent = _queue.SentIds.ToList();
        var open = sent.Except(_folder.ResultIds()).ToList();

        // While nobody is there, the workers answer half of what they have; the other half comes during the second run.
        foreach (var id in open.Take(open.Count / 2))
            await _queue.Deliver(FakeQueue.Result(RequestOf(id)));
        var rest = open.Skip(open.Count / 2).ToList();
        _queue.Work = request =>
        {
            foreach (var id in Interlocked.Exchange(ref rest, []))
                _queue.Deliver(FakeQueue.Result(RequestOf(id)));
            return FakeQueue.Result(request);
        };
        var second = Run().Resuming();

        Assert.True(await second.RunAsync());

        Assert.Equal(TemporaryFolder.Ids(1, 100), _folder.ResultIds());
        Assert.Equal(TemporaryFolder.Ids(1, 100), _queue.SentIds);
        Assert.Single(_queue.Batches.Distinct());
        Assert.True(_queue.IsDeleted);
        Assert.True(second.Progress.Tally().IsSuccess);
        Assert.Equal(40, second.Progress.Tally().Earlier);
    }

    [Fact]
    public async Task In_this_process_everything_without_an_outcome_is_sent_again_and_nothing_else()
    {
        var first = Run().Embedded();
        await StopInTheMiddleAsync(first);
        Assert.Equal(TemporaryFolder.Ids(1, 40), _folder.ResultIds());
        _queue.Sent.Clear();

        Assert.True(await Run().Embedded().Resuming().RunAsync());

        Assert.Equal(TemporaryFolder.Ids(41, 100), _queue.SentIds);
        Assert.Equal(TemporaryFolder.Ids(1, 100), _folder.ResultIds());
    }

    [Fact]
    public async Task In_this_process_a_batch_that_is_stopped_waits_a_while_for_what_is_in_flight()
    {
        _folder.WriteRequests(10);
        _queue.Work = _ => null;
        using var stop = new CancellationTokenSource();
        var run = Run().Embedded();
        run.Settings = run.Settings with { Grace = TimeSpan.FromMinutes(1) };

        var running = run.RunUntilAsync(stop.Token);
        await _queue.ArrivalOf("r10");
        foreach (var id in TemporaryFolder.Ids(1, 10))
            await _queue.ArrivalOf(id);
        await stop.CancelAsync();
        foreach (var request in _queue.Sent)
            await _queue.Deliver(FakeQueue.Result(request));

        Assert.False(await running);
        Assert.Equal(TemporaryFolder.Ids(1, 10), _folder.ResultIds());
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_off_and_its_request_done_again()
    {
        _folder.WriteRequests(5);
        await Run().Embedded().RunAsync();
        var results = await File.ReadAllTextAsync(_folder.Results, TestContext.Current.CancellationToken);
        var torn = _folder.ResultLines()[^1];
        await File.WriteAllTextAsync(_folder.Results, results[..^(torn.Length / 2)], TestContext.Current.CancellationToken);
        _queue.Sent.Clear();

        Assert.True(await Run().Embedded().Resuming().RunAsync());

        Assert.Equal(TemporaryFolder.Ids(1, 5), _folder.ResultIds());
        Assert.Single(_queue.Sent);
    }

    [Fact]
    public async Task With_a_broker_the_lines_of_outcomes_that_were_lost_are_sent_again()
    {
        _folder.WriteRequests(5);
        _queue.Work = request => request.Id == "r3" ? FakeQueue.Letter(request) : FakeQueue.Result(request);
        await Run().RunAsync();
        File.Delete(_folder.Errors);
        _queue.Sent.Clear();
        _queue.Work = FakeQueue.Result;

        Assert.True(await Run().Resuming().RunAsync());

        Assert.Equal(["r3"], _queue.SentIds);
        Assert.Equal(TemporaryFolder.Ids(1, 5), _folder.ResultIds());
    }

    [Fact]
    public async Task A_batch_that_is_complete_sends_nothing_more_and_still_counts_its_failures()
    {
        _folder.WriteInput(TemporaryFolder.Request("a"), "bad", TemporaryFolder.Request("b"));
        _queue.Work = request => request.Id == "b" ? FakeQueue.Letter(request) : FakeQueue.Result(request);
        await Run().RunAsync();
        var errors = _folder.ErrorLines();
        _queue.Sent.Clear();
        var again = Run().Resuming();

        Assert.True(await again.RunAsync());

        Assert.Empty(_queue.Sent);
        Assert.Equal(errors, _folder.ErrorLines());
        var tally = again.Progress.Tally();
        Assert.Equal((3, 1, 1, 1, 2), (tally.Lines, tally.Results, tally.DeadLetters, tally.BadLines, tally.Earlier));
        Assert.False(tally.IsSuccess);
    }

    [Fact]
    public async Task Resuming_what_never_began_begins_it()
    {
        _folder.WriteRequests(3);

        Assert.True(await Run().Resuming().RunAsync());

        Assert.Equal(TemporaryFolder.Ids(1, 3), _folder.ResultIds());
    }

    [Fact]
    public async Task An_input_that_has_changed_is_refused()
    {
        await StopInTheMiddleAsync(Run());
        var text = await File.ReadAllTextAsync(_folder.Input, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.Input, text.Replace("\"r50\"", "\"r5x\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<BatchRefusedException>(() => Run().Resuming().RunAsync());

        Assert.Contains("has changed since the batch began", refused.Message, StringComparison.Ordinal);
        Assert.Contains("with another content", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_transport_is_refused_and_no_credential_is_named()
    {
        await StopInTheMiddleAsync(Run());

        var refused = await Assert.ThrowsAsync<BatchRefusedException>(() => Run().Embedded().Resuming().RunAsync());

        Assert.Contains("began on the transport amqp://broker.example:5672/vhost", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(_folder.Journal, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_an_earlier_run_are_refused_unless_told_what_to_do_with_them()
    {
        await StopInTheMiddleAsync(Run());

        var refused = await Assert.ThrowsAsync<BatchRefusedException>(() => Run().RunAsync());

        Assert.Equal($"{_folder.Results} is there from an earlier run. Give --resume to go on with it, or --overwrite to start anew.", refused.Message);
        var anew = Run();
        anew.Settings = anew.Settings with { Overwrite = true };
        Assert.True(await anew.RunAsync());
        Assert.Equal(TemporaryFolder.Ids(1, 100), _folder.ResultIds());
        Assert.Equal(2, _queue.Batches.Distinct().Count());
    }

    [Fact]
    public async Task Requests_that_are_still_at_the_broker_are_not_forgotten_for_want_of_results()
    {
        _folder.WriteRequests(3);
        _queue.Work = _ => null;
        using var stop = new CancellationTokenSource();
        var running = Run().RunUntilAsync(stop.Token);
        foreach (var id in TemporaryFolder.Ids(1, 3))
            await _queue.ArrivalOf(id);
        await stop.CancelAsync();
        await running;

        var refused = await Assert.ThrowsAsync<BatchRefusedException>(() => Run().RunAsync());

        Assert.StartsWith(_folder.Journal, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_no_journal_belongs_to_are_refused()
    {
        _folder.WriteRequests(1);
        await File.WriteAllTextAsync(_folder.Results, "{}\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<BatchRefusedException>(() => Run().Resuming().RunAsync());

        Assert.Contains("has no journal", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_results_file_with_foreign_lines_is_refused_by_line_number()
    {
        _folder.WriteRequests(2);
        await Run().Embedded().RunAsync();
        await File.AppendAllTextAsync(_folder.Results, "{\"other\":1}\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<BatchRefusedException>(() => Run().Embedded().Resuming().RunAsync());

        Assert.StartsWith($"Line 3 of {_folder.Results} is none that a batch writes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_cannot_be_resumed()
    {
        var run = Run();

        var refused = Assert.Throws<BatchRefusedException>(() => BatchStart.Check(run.Settings with { Input = "-", Resume = true }));

        Assert.StartsWith("--resume needs to read the requests again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_for_two_purposes_is_refused()
    {
        _folder.WriteRequests(1);
        var settings = Run().Settings;

        Assert.Throws<BatchRefusedException>(() => BatchStart.Check(settings with { Files = new BatchFiles(_folder.Input, _folder.Errors) }));
        Assert.Throws<BatchRefusedException>(() => BatchStart.Check(settings with { Files = new BatchFiles(_folder.Results, _folder.Results) }));
    }

    private static CompletionRequest RequestOf(string id) => new() { Id = id, Body = default };
}
