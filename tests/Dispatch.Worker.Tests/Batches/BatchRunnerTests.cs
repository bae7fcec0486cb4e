using System.Text;
using Dispatch.Worker.Batches;
using Dispatch.Worker.Messaging;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Batches;

public sealed class BatchRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeQueue _queue = new();

    public void Dispose() => _folder.Dispose();

    private BatchRun Run() => new(_folder, _queue);

    [Fact]
    public async Task Every_line_gets_its_outcome_and_the_queue_is_given_up()
    {
        _folder.WriteRequests(300);
        _queue.Work = request => request.Id is "r7" or "r8" ? FakeQueue.Letter(request) : FakeQueue.Result(request);
        var run = Run();

        Assert.True(await run.RunAsync());

        Assert.Equal(TemporaryFolder.Ids(1, 300).Except(["r7", "r8"]), _folder.ResultIds());
        Assert.Equal(["r7", "r8"], _folder.ErrorIds());
        Assert.True(_queue.IsDeleted);
        var tally = run.Progress.Tally();
        Assert.Equal((300, 298, 2, 0, 0), (tally.Lines, tally.Results, tally.DeadLetters, tally.BadLines, tally.InFlight));
        Assert.Equal((894, 596), (tally.InputTokens, tally.OutputTokens));
        Assert.Equal([new("p", 298)], tally.Providers);
        Assert.Equal([new("chainExhausted", 2)], tally.Reasons);
        Assert.False(tally.IsSuccess);
    }

    [Fact]
    public async Task A_batch_without_errors_has_no_errors_file()
    {
        _folder.WriteRequests(3);
        var run = Run();

        await run.RunAsync();

        Assert.True(run.Progress.Tally().IsSuccess);
        Assert.False(File.Exists(_folder.Errors));
    }

    [Fact]
    public async Task Bad_lines_are_reported_by_number_and_do_not_stop_the_rest()
    {
        _folder.WriteInput(TemporaryFolder.Request("a"), "no json", "", """{"body":{}}""", TemporaryFolder.Request("b"), TemporaryFolder.Request("a"));
        var run = Run();

        Assert.True(await run.RunAsync());

        Assert.Equal(["a", "b"], _folder.ResultIds());
        Assert.Equal([2L, 4L, 6L], run.BadLines.Select(line => line.Number));
        Assert.Equal("Its id 'a' is that of a line before it; ids must differ.", run.BadLines[2].Reason);
        Assert.Equal(3, _folder.ErrorLines().Length);
        var tally = run.Progress.Tally();
        Assert.Equal((5, 2, 3), (tally.Lines, tally.Results, tally.BadLines));
        Assert.False(tally.IsSuccess);
    }

    [Fact]
    public async Task An_outcome_that_comes_twice_is_written_once()
    {
        _folder.WriteRequests(50);
        _queue.Work = request =>
        {
            _queue.Deliver(FakeQueue.Result(request));
            _queue.Deliver(FakeQueue.Letter(request));
            return FakeQueue.Result(request);
        };
        var run = Run();

        Assert.True(await run.RunAsync());

        Assert.Equal(TemporaryFolder.Ids(1, 50), _folder.ResultIds().Concat(_folder.ErrorIds()).Order(StringComparer.Ordinal));
        Assert.Equal(50, run.Progress.Tally().Done);
        Assert.Equal(0, run.Progress.Tally().InFlight);
    }

    [Fact]
    public async Task No_more_are_in_flight_than_allowed()
    {
        _folder.WriteRequests(200);
        var run = Run();
        run.Settings = run.Settings with { InFlight = 7 };
        var most = 0;
        _queue.Work = request =>
        {
            lock (_queue)
                most = Math.Max(most, run.Progress.Tally().InFlight);
            return FakeQueue.Result(request);
        };

        Assert.True(await run.RunAsync());

        Assert.InRange(most, 1, 7);
        Assert.Equal(200, _folder.ResultIds().Length);
    }

    [Fact]
    public async Task Several_sends_wait_for_their_confirms_at_once()
    {
        _folder.WriteRequests(20);
        using var all = new CountdownEvent(20);
        var everyone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.OnSend = (_, _) =>
        {
            if (all.Signal())
                everyone.SetResult();
            return everyone.Task;
        };

        // It ends only if none of the twenty waits for another's confirm.
        Assert.True(await Run().RunAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_group_that_is_given_routes_every_line()
    {
        _folder.WriteInput(TemporaryFolder.Request("a"), """{"id":"b","routingGroup":"own","body":{}}""");
        var run = Run();
        run.Settings = run.Settings with { Group = "cheap" };

        await run.RunAsync();

        Assert.Equal(["cheap", "cheap"], _queue.Sent.Select(request => request.RoutingGroup));
    }

    [Fact]
    public async Task A_queue_that_takes_nothing_from_the_start_ends_the_batch_at_once()
    {
        _folder.WriteRequests(3);
        _queue.OnSend = (_, _) => throw new InvalidOperationException("no such queue");

        var broken = await Assert.ThrowsAsync<BatchBrokenException>(() => Run().RunAsync());

        Assert.Equal("The queue does not take the requests: no such queue", broken.Message);
        Assert.False(_queue.IsDeleted);
    }

    [Fact]
    public async Task A_transport_that_cannot_be_used_or_reached_ends_the_batch()
    {
        _folder.WriteRequests(1);
        var refusing = new BatchRunner((_, _, _) => throw new InvalidOperationException("login refused"), _ => { }, TimeProvider.System);
        var time = new FakeTimeProvider();
        var silent = new BatchRunner((_, _, _) => new TaskCompletionSource<IBatchChannel>().Task, _ => { }, time);

        var refused = await Assert.ThrowsAsync<BatchBrokenException>(() => RunAsync(refusing));
        var waiting = RunAsync(silent);
        time.Advance(TimeSpan.FromSeconds(60));
        var unreached = await Assert.ThrowsAsync<BatchBrokenException>(() => waiting);

        Assert.Equal("The transport cannot be used: login refused", refused.Message);
        Assert.Equal("The transport cannot be reached: no connection within 60 s.", unreached.Message);

        Task<bool> RunAsync(BatchRunner runner) =>
            runner.RunAsync(Run().Settings, new BatchState(), Stream.Null, new BatchProgress(time), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_short_outage_of_the_queue_is_waited_for()
    {
        _folder.WriteRequests(2);
        var time = new FakeTimeProvider();
        var run = new BatchRun(_folder, _queue) { Time = time };
        run.Settings = run.Settings with { InFlight = 1 };
        var failures = 0;
        _queue.OnSend = (request, _) =>
        {
            if (request.Id == "r2" && ++failures <= 3)
                throw new InvalidOperationException("the broker is away");
            return Task.CompletedTask;
        };

        var running = run.RunAsync();
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await running);
        Assert.Equal(4, failures);
        Assert.Equal(["r1", "r2"], _folder.ResultIds());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_ends_the_batch_and_leaves_the_outcome_with_the_queue()
    {
        _folder.WriteRequests(5);
        _queue.Work = FakeQueue.Letter;
        var run = Run();

        var broken = await Assert.ThrowsAsync<BatchBrokenException>(() => run.RunAsync(onOpened: () => Directory.CreateDirectory(_folder.Errors)));

        Assert.StartsWith("The files of the batch cannot be written: ", broken.Message, StringComparison.Ordinal);
        Assert.False(_queue.IsDeleted);

        Directory.Delete(_folder.Errors);
        Assert.True(await Run().Resuming().RunAsync());
        Assert.Equal(TemporaryFolder.Ids(1, 5), _folder.ErrorIds());
    }

    [Fact]
    public async Task Input_of_any_line_ends_is_read()
    {
        var text = "\uFEFF" + TemporaryFolder.Request("a") + "\r\n\r\n  \t\n" + TemporaryFolder.Request("b") + "\r\n" + TemporaryFolder.Request("c");
        await File.WriteAllTextAsync(_folder.Input, text, new UTF8Encoding(false), TestContext.Current.CancellationToken);
        var run = Run();

        await run.RunAsync();

        Assert.Empty(run.BadLines);
        Assert.Equal(["a", "b", "c"], _folder.ResultIds());
        Assert.True(run.Progress.Tally().IsSuccess);
    }
}
