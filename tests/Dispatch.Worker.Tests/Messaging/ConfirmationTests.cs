using Dispatch.Worker.Messaging;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class ConfirmationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _confirmed = new();
    private CancellationToken _ofSend;

    [Fact]
    public async Task Arrives_however_late_within_its_time()
    {
        var arrives = ArrivesAsync(TestContext.Current.CancellationToken);
        _time.Advance(Confirmation.Patience - TimeSpan.FromTicks(1));
        Assert.False(arrives.IsCompleted);
        _confirmed.SetResult();

        Assert.True(await arrives);
        Assert.False(_ofSend.IsCancellationRequested);
    }

    [Fact]
    public async Task Is_given_up_when_it_stays_away_and_the_send_is_told()
    {
        var arrives = ArrivesAsync(TestContext.Current.CancellationToken);
        _time.Advance(Confirmation.Patience);

        Assert.False(await arrives);
        Assert.True(_ofSend.IsCancellationRequested);
    }

    [Fact]
    public async Task Passes_on_what_went_wrong()
    {
        var arrives = ArrivesAsync(TestContext.Current.CancellationToken);
        _confirmed.SetException(new InvalidOperationException("refused"));

        Assert.Equal("refused", (await Assert.ThrowsAsync<InvalidOperationException>(() => arrives)).Message);
    }

    [Fact]
    public async Task Passes_on_a_time_out_of_the_send_itself()
    {
        var arrives = ArrivesAsync(TestContext.Current.CancellationToken);
        _confirmed.SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => arrives);
    }

    [Fact]
    public async Task Ends_when_it_is_cancelled_even_where_the_send_does_not()
    {
        using var cancellation = new CancellationTokenSource();
        var arrives = ArrivesAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => arrives);
    }

    private Task<bool> ArrivesAsync(CancellationToken cancellationToken) => new Confirmation(_time).ArrivesAsync(
        token =>
        {
            _ofSend = token;
            return _confirmed.Task;
        },
        cancellationToken);
}
