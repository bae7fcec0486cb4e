using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Providers.Pipeline;

public sealed class ProviderPipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ProviderCall Call = new(CompletionRequest.ChatCompletions, "{}"u8.ToArray(), Model: null);
    private static readonly ProviderReply Answer = new ProviderReply.Answered(200, JsonElement.Parse("{}"), Usage: null);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Hands_on_what_the_adapter_replies()
    {
        var failed = new ProviderReply.Failed(FailureKind.RateLimited, 429, TimeSpan.FromSeconds(3), "Slow down.");

        Assert.Same(Answer, await CallAsync(new ScriptedAdapter((_, _) => Task.FromResult(Answer))));
        Assert.Same(failed, await CallAsync(new ScriptedAdapter((_, _) => Task.FromResult<ProviderReply>(failed))));
    }

    [Fact]
    public async Task A_call_that_outlasts_the_timeout_has_timed_out()
    {
        var calling = CallAsync(
            new ScriptedAdapter(async (_, token) => await UntilAsync(token)),
            new ProviderOptions { Timeout = TimeSpan.FromSeconds(10) });

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(calling.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(
            new ProviderReply.Failed(FailureKind.Timeout, null, null, "No whole answer within 10 s."),
            await calling.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_timeout_may_be_as_short_as_one_likes()
    {
        var calling = CallAsync(
            new ScriptedAdapter(async (_, token) => await UntilAsync(token)),
            new ProviderOptions { Timeout = TimeSpan.FromMilliseconds(1) });

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.IsType<ProviderReply.Failed>(await calling.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_call_that_the_caller_cancels_throws()
    {
        using var cancellation = new CancellationTokenSource();
        var pipeline = Pipeline(new ScriptedAdapter(async (_, token) => await UntilAsync(token)));
        var calling = pipeline.CallAsync(Call, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => calling.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_as_many_calls_as_allowed_run_at_once_and_the_rest_take_turns_in_order()
    {
        var ends = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource<ProviderReply>()).ToArray();
        var adapter = new ScriptedAdapter((number, _) => ends[number - 1].Task);
        var pipeline = Pipeline(adapter, new ProviderOptions { Concurrency = 2 });
        var calls = Enumerable.Range(0, 5).Select(_ => pipeline.CallAsync(Call, TestContext.Current.CancellationToken)).ToArray();

        await adapter.NextBegunAsync(Patience, TestContext.Current.CancellationToken);
        for (var ended = 0; ended < 5; ended++)
        {
            if (ended < 4)
                await adapter.NextBegunAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Equal(Math.Min(5, ended + 2), adapter.Calls);
            ends[ended].SetResult(Answer);
            Assert.Same(Answer, await calls[ended].WaitAsync(Patience, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Waiting_for_a_turn_takes_nothing_from_the_timeout()
    {
        var first = new TaskCompletionSource<ProviderReply>();
        var adapter = new ScriptedAdapter(async (number, token) => number == 1 ? await first.Task : await UntilAsync(token));
        var pipeline = Pipeline(adapter, new ProviderOptions { Concurrency = 1, Timeout = TimeSpan.FromSeconds(10) });
        _ = pipeline.CallAsync(Call, TestContext.Current.CancellationToken);
        var second = pipeline.CallAsync(Call, TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(60));
        await adapter.NextBegunAsync(Patience, TestContext.Current.CancellationToken);
        first.SetResult(Answer);
        await adapter.NextBegunAsync(Patience, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(second.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.IsType<ProviderReply.Failed>(await second.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_is_never_made()
    {
        using var cancellation = new CancellationTokenSource();
        var first = new TaskCompletionSource<ProviderReply>();
        var adapter = new ScriptedAdapter((_, _) => first.Task);
        var pipeline = Pipeline(adapter, new ProviderOptions { Concurrency = 1 });
        var running = pipeline.CallAsync(Call, TestContext.Current.CancellationToken);
        var waiting = pipeline.CallAsync(Call, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
        first.SetResult(Answer);
        await running;
        Assert.Equal(1, adapter.Calls);
    }

    [Fact]
    public async Task An_exception_that_nobody_expects_is_a_failure()
    {
        var reply = await CallAsync(new ScriptedAdapter((_, _) => throw new InvalidOperationException("odd\nthing")));

        Assert.Equal(new ProviderReply.Failed(FailureKind.Unknown, null, null, "InvalidOperationException: odd thing"), reply);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failure()
    {
        var reply = await CallAsync(new ScriptedAdapter((_, _) => throw new OperationCanceledException()));

        Assert.Equal(FailureKind.Unknown, Assert.IsType<ProviderReply.Failed>(reply).Kind);
    }

    [Fact]
    public void Disposes_the_adapter()
    {
        var adapter = new ScriptedAdapter((_, _) => Task.FromResult(Answer));

        Pipeline(adapter).Dispose();

        Assert.True(adapter.IsDisposed);
    }

    private Task<ProviderReply> CallAsync(ScriptedAdapter adapter, ProviderOptions? options = null) =>
        Pipeline(adapter, options).CallAsync(Call, TestContext.Current.CancellationToken);

    private ProviderPipeline Pipeline(ScriptedAdapter adapter, ProviderOptions? options = null) =>
        new("p", adapter, options ?? new ProviderOptions(), _time, NullLogger<ProviderPipeline>.Instance);

    private static async Task<ProviderReply> UntilAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        return Answer;
    }
}
