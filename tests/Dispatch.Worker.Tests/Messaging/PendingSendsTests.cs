using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class PendingSendsTests
{
    private readonly PendingSends _pending = new();

    [Fact]
    public void Are_numbered_from_one() => Assert.Equal([1UL, 2UL], new[] { _pending.Begin(out _), _pending.Begin(out _) });

    [Fact]
    public void One_is_confirmed_alone()
    {
        var sends = Begin(3);
        _pending.Confirm(2, multiple: false);

        Assert.Equal([false, true, false], sends.Select(send => send.IsCompletedSuccessfully));
    }

    [Fact]
    public void All_up_to_one_are_confirmed_together_but_for_those_that_were_before()
    {
        var sends = Begin(5);
        _pending.Fail(2, multiple: false, Refused);
        _pending.Confirm(3, multiple: true);
        _pending.Confirm(4, multiple: true);

        Assert.Equal([true, false, true, true, false], sends.Select(send => send.IsCompletedSuccessfully));
        Assert.Equal("2", Assert.Single(sends[1].Exception!.InnerExceptions).Message);
    }

    [Fact]
    public void All_up_to_one_fail_each_with_its_own_number()
    {
        var sends = Begin(3);
        _pending.Fail(2, multiple: true, Refused);

        Assert.Equal(["1", "2", null], sends.Select(send => send.Exception?.InnerException?.Message));
    }

    [Fact]
    public void One_that_was_not_sent_leaves_its_number_to_the_next()
    {
        Begin(1);
        _pending.Withdraw(_pending.Begin(out var unsent));
        var number = _pending.Begin(out var sent);
        _pending.Confirm(number, multiple: true);

        Assert.Equal(2UL, number);
        Assert.True(sent.IsCompletedSuccessfully);
        Assert.False(unsent.IsCompleted);
    }

    [Fact]
    public void A_number_that_was_never_given_confirms_what_is_there()
    {
        var sends = Begin(2);
        _pending.Confirm(ulong.MaxValue, multiple: true);

        Assert.All(sends, send => Assert.True(send.IsCompletedSuccessfully));
    }

    [Fact]
    public void All_fail_with_their_channel()
    {
        var sends = Begin(2);
        _pending.FailAll(new InvalidOperationException("closed"));
        _pending.Confirm(2, multiple: true);

        Assert.All(sends, send => Assert.Equal("closed", send.Exception?.InnerException?.Message));
    }

    private static InvalidOperationException Refused(ulong number) => new($"{number}");

    private Task[] Begin(int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        _pending.Begin(out var confirmed);
        return confirmed;
    })];
}
