using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Providers;

public sealed class ProviderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ProviderCall Call = new(CompletionRequest.ChatCompletions, RequestBody.Parse("{}"u8.ToArray()), Model: null);
    private static readonly ProviderReply Answer = new ProviderReply.Answered(200, JsonElement.Parse("{}"), Usage: null);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Hands_on_what_the_adapter_replies()
    {
        var failed = new ProviderReply.Failed(FailureKind.RateLimited, 429, TimeSpan.FromSeconds(3), "Slow down.");

        Assert.Same(Answer, await CallAsync(new SteeredAdapter((_, _) => Task.FromResult(Answer))));
        Assert.Same(failed, await CallAsync(new SteeredAdapter((_, _) => Task.FromResult<ProviderReply>(failed))));
    }

    [Fact]
    public async Task A_call_that_outlasts_the_timeout_has_timed_out()
    {
        var calling = CallAsync(
            new SteeredAdapter(async (_, token) => await UntilAsync(token)),
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
            new SteeredAdapter(async (_, token) => await UntilAsync(token)),
            new ProviderOptions { Timeout = TimeSpan.FromMilliseconds(1) });

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.IsType<ProviderReply.Failed>(await calling.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_call_that_the_caller_cancels_throws()
    {
        using var cancellation = new CancellationTokenSource();
        var provider = Making.Provider(new SteeredAdapter(async (_, token) => await UntilAsync(token)));
        var calling = provider.CallAsync(Call, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => calling.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_group_may_give_an_attempt_another_time()
    {
        var provider = Making.Provider(new SteeredAdapter(async (_, token) => await UntilAsync(token)), new ProviderOptions { Timeout = TimeSpan.FromMinutes(1) }, _time);
        var calling = provider.CallAsync(Call with { Timeout = TimeSpan.FromSeconds(3) }, TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(3.1));

        var failed = Assert.IsType<ProviderReply.Failed>(await calling.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal("No whole answer within 3 s.", failed.Message);
    }

    [Fact]
    public async Task An_exception_that_nobody_expects_is_a_failure()
    {
        var reply = await CallAsync(new SteeredAdapter((_, _) => throw new InvalidOperationException("odd\nthing")));

        Assert.Equal(new ProviderReply.Failed(FailureKind.Unknown, null, null, "InvalidOperationException: odd thing"), reply);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failure()
    {
        var reply = await CallAsync(new SteeredAdapter((_, _) => throw new OperationCanceledException()));

        Assert.Equal(FailureKind.Unknown, Assert.IsType<ProviderReply.Failed>(reply).Kind);
    }

    [Fact]
    public async Task Disposes_the_adapter()
    {
        var adapter = new SteeredAdapter((_, _) => Task.FromResult(Answer));

        await Making.Provider(adapter).DisposeAsync();

        Assert.True(adapter.IsDisposed);
    }

    private Task<ProviderReply> CallAsync(SteeredAdapter adapter, ProviderOptions? options = null) =>
        Making.Provider(adapter, options, _time).CallAsync(Call, TestContext.Current.CancellationToken);

    private static async Task<ProviderReply> UntilAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        return Answer;
    }
}
