namespace Dispatch.Worker.Messaging;

/// <summary>
/// The messages sent on one channel that the broker has not confirmed yet, by their numbers. It confirms one, or all up to one; either way
/// each is looked at once.
/// </summary>
internal sealed class PendingSends
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TaskCompletionSource> _pending = [];
    private ulong _next = 1;
    private ulong _oldest = 1;

    /// <summary>Gives the next message its number. The task ends as the broker answers.</summary>
    public ulong Begin(out Task confirmed)
    {
        // Whoever waits must not go on in the middle of the client's work.
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        confirmed = waiting.Task;
        lock (_lock)
        {
            _pending.Add(_next, waiting);
            return _next++;
        }
    }

    /// <summary>The last message was not sent after all: the next one gets its number.</summary>
    public void Withdraw(ulong number)
    {
        lock (_lock)
        {
            _pending.Remove(number);
            _next = number;
        }
    }

    /// <summary>The broker has the message of this number, or all up to it.</summary>
    public void Confirm(ulong number, bool multiple) => Settle(number, multiple, failure: null);

    /// <summary>The message of this number failed, or all up to it. One that is not waited for any more is nobody's business.</summary>
    public void Fail(ulong number, bool multiple, Func<ulong, Exception> failure) => Settle(number, multiple, failure);

    /// <summary>All that are pending failed.</summary>
    public void FailAll(Exception failure)
    {
        lock (_lock)
        {
            foreach (var waiting in _pending.Values)
                waiting.TrySetException(failure);
            _pending.Clear();
        }
    }

    private void Settle(ulong number, bool multiple, Func<ulong, Exception>? failure)
    {
        lock (_lock)
        {
            for (; multiple && _oldest < number && _oldest < _next; _oldest++)
                SettleOne(_oldest, failure);
            SettleOne(number, failure);
        }
    }

    private void SettleOne(ulong number, Func<ulong, Exception>? failure)
    {
        if (!_pending.Remove(number, out var waiting))
            return;
        if (failure is null)
            waiting.TrySetResult();
        else
            waiting.TrySetException(failure(number));
    }
}
