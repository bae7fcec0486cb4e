namespace Dispatch.Worker.Messaging.Letters;

/// <summary>
/// What becomes of the letters of one session: they are stored and acknowledged. Those that the broker is about to give up are sent to their
/// queue again, where they count from nothing; while it is full they are held here until it lets them in, or they can be stored after all.
/// Neither these nor those that the store refuses hold up any other.
/// </summary>
/// <param name="session">Where they come from.</param>
/// <param name="publisher">Sends them again.</param>
/// <param name="store">Has letters stored, all or none; null: they are.</param>
/// <param name="time">Times the tries to store one that is held.</param>
/// <param name="logger">Is told of letters that cannot be stored together.</param>
internal sealed partial class SessionLetters(
    LetterSession session,
    BrokerPublisher publisher,
    Func<IReadOnlyList<LetterDelivery>, CancellationToken, Task<LettersRefusedException?>> store,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // After so many of a batch the store is what is wrong, not the letters.
    private const int MostRefusals = 3;

    private readonly List<LetterDelivery> _toStore = [];
    private readonly Queue<LetterDelivery> _toSend = new();
    private bool _isHolding;
    private LettersRefusedException? _refusal;

    /// <summary>Returns when they are stored or sent again, and acknowledged.</summary>
    /// <exception cref="LettersRefusedException">Some were refused. They are not acknowledged, and come again after the session, which must end.</exception>
    public async Task KeepAsync(IReadOnlyList<LetterDelivery> taken, CancellationToken cancellationToken)
    {
        Sort(taken);
        await SendAsync(cancellationToken);
        await StoreAsync(cancellationToken);
        await SendAsync(cancellationToken);
        if (_refusal is not null)
            throw _refusal;
    }

    // Those that a process which ends while it stores letters might lose for good are sent again before.
    private void Sort(IReadOnlyList<LetterDelivery> taken)
    {
        foreach (var delivery in taken)
        {
            if (delivery.IsNearlyLost)
                _toSend.Enqueue(delivery);
            else
                _toStore.Add(delivery);
        }
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (_toStore.Count == 0)
            return;

        var letters = _toStore.ToList();
        _toStore.Clear();
        if (await store(letters, cancellationToken) is { } refused)
        {
            if (letters.Count > 1)
                LogBatchRefused(letters.Count, refused.Message);
            await StoreOneByOneAsync(letters, cancellationToken);
        }
        else if (_isHolding)
        {
            // Of those that were delivered before them not all are to be acknowledged.
            foreach (var delivery in letters)
                await session.AcknowledgeAsync(delivery, andBefore: false, cancellationToken);
        }
        else
        {
            await session.AcknowledgeAsync(letters[^1], andBefore: true, cancellationToken);
        }
    }

    private async Task StoreOneByOneAsync(List<LetterDelivery> letters, CancellationToken cancellationToken)
    {
        LettersRefusedException? last = null;
        var refusals = 0;
        foreach (var delivery in letters)
        {
            var refusal = refusals < MostRefusals ? await store([delivery], cancellationToken) : last;
            if (refusal is null)
            {
                await session.AcknowledgeAsync(delivery, andBefore: false, cancellationToken);
                continue;
            }

            (last, refusals) = (refusal, refusals + 1);
            if (delivery.IsWorn && !_isHolding)
                _toSend.Enqueue(delivery);
            else
                _toStore.Add(delivery);
        }

        if (!_isHolding)
            _refusal = last;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (_toSend.TryDequeue(out var delivery))
        {
            _isHolding = true;
            await SendAsync(delivery, cancellationToken);
            await session.AcknowledgeAsync(delivery, andBefore: false, cancellationToken);
            _isHolding = false;
        }
    }

    private async Task SendAsync(LetterDelivery delivery, CancellationToken cancellationToken)
    {
        var message = new OutgoingMessage("", BrokerNames.DeadLetters, Mandatory: true, BrokerProperties.Copy(delivery.Properties), delivery.Body);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = publisher.PublishAsync(message, end.Token);
        var isStored = false;
        try
        {
            while (!isStored && await Task.WhenAny(sending, Task.Delay(Patience, time, cancellationToken)) != sending)
            {
                cancellationToken.ThrowIfCancellationRequested();
                isStored = await store([delivery], cancellationToken) is null;
                // The room that it waits for is made by the others, also by those that were refused before.
                await StoreAsync(cancellationToken);
                for (; !isStored && !sending.IsCompleted && session.IsReady; await StoreAsync(cancellationToken))
                    Sort(await session.TakeAsync(cancellationToken));
            }

            if (!isStored)
                await sending;
        }
        finally
        {
            await end.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} dead letters could not be stored together ({Trouble}); they are stored one by one")]
    private partial void LogBatchRefused(int count, string trouble);
}
