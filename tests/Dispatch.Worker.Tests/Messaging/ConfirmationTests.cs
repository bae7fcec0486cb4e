using Dispatch.Worker.Messaging;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class ConfirmationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _confirmed = new();

    [Fact]
    public async Task Arrives_however_late_within_its_time()
    {
        var arrives = ArrivesAsync(TestContext.Current.CancellationToken);
        _time.Advance(Confirmation.Patience - TimeSpan.FromTicks(1));
        Assert.False(arrives.IsCompleted);
        _confirmed.SetResult();

        Assert.True(await arrives);
    }

    [Fact]
    public async Task Is_given_up_when_it_stays_away()
    {
        var arrives = ArrivesAsync(TestContext.Current.CancellationToken);
        _time.Advance(Confirmation.Patience);

        Assert.False(await arrives);
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

    [Fact]
    public async Task Has_its_time_from_about_when_it_was_sent()
    {
        var confirmation = new Confirmation(_time);
        var first = confirmation.ArrivesAsync(new TaskCompletionSource().Task, TestContext.Current.CancellationToken);
        _time.Advance(Confirmation.Patience / 2);
        var second = confirmation.ArrivesAsync(_confirmed.Task, TestContext.Current.CancellationToken);
        _time.Advance(Confirmation.Patience / 2);

        Assert.False(await first);
        Assert.False(second.IsCompleted);
        _confirmed.SetResult();
        Assert.True(await second);
    }

    private Task<bool> ArrivesAsync(CancellationToken cancellationToken) => new Confirmation(_time).ArrivesAsync(_confirmed.Task, cancellationToken);
}
