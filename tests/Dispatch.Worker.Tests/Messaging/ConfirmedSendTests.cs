using Dispatch.Worker.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class ConfirmedSendTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<TaskCompletionSource> _confirmations = new();
    private readonly List<CancellationToken> _sends = [];

    [Fact]
    public async Task Sends_once_what_is_confirmed()
    {
        var run = RunAsync(TestContext.Current.CancellationToken);
        _time.Advance(ConfirmedSend.Patience - TimeSpan.FromTicks(1));
        _confirmations.Dequeue().SetResult();

        await run;
        Assert.Single(_sends);
    }

    [Fact]
    public async Task Sends_again_what_is_never_confirmed_and_gives_up_the_first()
    {
        var run = RunAsync(TestContext.Current.CancellationToken);
        _time.Advance(ConfirmedSend.Patience);
        await WaitForSendsAsync(2);
        Assert.True(_sends[0].IsCancellationRequested);
        _confirmations.Dequeue();
        _confirmations.Dequeue().SetResult();

        await run;
        Assert.False(_sends[1].IsCancellationRequested);
    }

    [Fact]
    public async Task Passes_on_what_went_wrong()
    {
        var run = RunAsync(TestContext.Current.CancellationToken);
        _confirmations.Dequeue().SetException(new InvalidOperationException("refused"));

        Assert.Equal("refused", (await Assert.ThrowsAsync<InvalidOperationException>(() => run)).Message);
        Assert.Single(_sends);
    }

    [Fact]
    public async Task Passes_on_a_time_out_of_the_send_itself()
    {
        var run = RunAsync(TestContext.Current.CancellationToken);
        _confirmations.Dequeue().SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => run);
        Assert.Single(_sends);
    }

    [Fact]
    public async Task Ends_when_it_is_cancelled_even_where_the_send_does_not()
    {
        using var cancellation = new CancellationTokenSource();
        var run = RunAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Single(_sends);
    }

    private Task RunAsync(CancellationToken cancellationToken) =>
        new ConfirmedSend(_time, NullLogger<ConfirmedSend>.Instance).RunAsync(
            token =>
            {
                var confirmation = new TaskCompletionSource();
                _sends.Add(token);
                _confirmations.Enqueue(confirmation);
                return confirmation.Task;
            },
            cancellationToken);

    private async Task WaitForSendsAsync(int count)
    {
        while (_sends.Count < count)
            await Task.Yield();
    }
}
