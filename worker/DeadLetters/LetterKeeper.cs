using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;

namespace Dispatch.Worker.DeadLetters;

/// <summary>Puts what comes from the queue into the store.</summary>
internal sealed class LetterKeeper(LetterStore store, LetterDatabase database) : ILetterReceiver
{
    public Task PrepareAsync(CancellationToken cancellationToken) => database.WriteAsync(_ => Task.FromResult(true), cancellationToken);

    public Task ReceiveAsync(IReadOnlyList<QueuedLetter> letters, CancellationToken cancellationToken) => store.RecordAsync(letters, cancellationToken);
}
