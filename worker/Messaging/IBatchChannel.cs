using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging;

/// <summary>The way of one batch to the queue and back.</summary>
internal interface IBatchChannel : IAsyncDisposable
{
    /// <summary>Sends a request; returns when the queue has taken it for good. Many may be under way at once.</summary>
    Task SendAsync(CompletionRequest request, CancellationToken cancellationToken);

    /// <summary>Gives the batch's queue up, with whatever is still in it. Without this it is kept, so that the batch can go on later.</summary>
    Task DeleteAsync(CancellationToken cancellationToken);
}

/// <summary>Receives the outcomes of a batch, several at once and possibly one of them twice. An outcome is acknowledged when the task ends.</summary>
internal interface IOutcomeReceiver
{
    Task ReceiveAsync(CompletionResult result);

    Task ReceiveAsync(CompletionDeadLettered letter);
}
