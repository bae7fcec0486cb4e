using Dispatch.Contracts;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Batches;

/// <summary>Takes the outcomes of a batch. Each is written once, and acknowledged when it is written.</summary>
internal sealed class BatchReceiver(BatchLedger ledger, BatchOutput output, InFlightWindow window, BatchProgress progress) : IOutcomeReceiver
{
    public Task ReceiveAsync(CompletionResult result) => TakeAsync(
        result.Id,
        () => output.AddResultAsync(OutcomeFormat.Result(result)),
        () => progress.Answered(result));

    public Task ReceiveAsync(CompletionDeadLettered letter) => TakeAsync(
        letter.Id,
        () => output.AddErrorAsync(OutcomeFormat.DeadLetter(letter)),
        () => progress.DeadLettered(OutcomeFormat.CodeOf(letter.Reason)));

    private async Task TakeAsync(string id, Func<Task> write, Action count)
    {
        if (!ledger.TryFinish(id, out var wasWaiting))
        {
            // The first of the two may still be on its way to the file; this one must not be acknowledged before it is there.
            await output.FlushAsync();
            return;
        }

        await write();
        count();

        // Last of all: when nothing is in flight any more, the run ends.
        if (wasWaiting)
            window.Leave();
    }
}
