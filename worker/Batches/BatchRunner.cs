using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Batches;

/// <summary>Opens the way of a batch to the queue and back, by the batch's id.</summary>
internal delegate Task<IBatchChannel> OpenBatchChannel(string batch, IOutcomeReceiver receiver, CancellationToken cancellationToken);

/// <summary>
/// The story of one run of a batch: send what has no outcome, write what comes back, and give the queue up when every line is done.
/// </summary>
/// <param name="open">Opens the channel.</param>
/// <param name="onBadLine">Is told of each bad line, in the order of the lines.</param>
/// <param name="time">Times the pauses.</param>
internal sealed class BatchRunner(OpenBatchChannel open, Action<BatchLine.Bad> onBadLine, TimeProvider time)
{
    /// <summary>Requests on their way to the queue at once; RabbitMQ.Client allows 128 open confirms on a channel.</summary>
    private const int Sends = 64;

    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(60);

    /// <summary>Runs the batch to its end.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="state">Where the batch stands; it is carried on.</param>
    /// <param name="input">The requests.</param>
    /// <param name="progress">Counts what happens.</param>
    /// <param name="stop">Stops it: what has arrived is written, and the rest can be done by a later run.</param>
    /// <returns>Whether it came to its end; false: it was stopped.</returns>
    /// <exception cref="BatchBrokenException">A file or the queue cannot be written to, and the run ended early.</exception>
    public async Task<bool> RunAsync(BatchSettings settings, BatchState state, Stream input, BatchProgress progress, CancellationToken stop)
    {
        using var window = new InFlightWindow(settings.InFlight);
        progress.Watch(window);
        progress.Resume(state.Results, state.Reasons);

        var keepsJournal = settings.Broker is not null && settings.Input != BatchSettings.StandardInput;
        var output = new BatchOutput(settings.Files, keepsJournal);
        await using (output)
        {
            output.Open();
            using var halt = CancellationTokenSource.CreateLinkedTokenSource(stop, output.Failed);
            try
            {
                var run = new Run(settings, state, output, window, progress);
                return await ExchangeAsync(run, input, halt.Token);
            }
            catch (Exception exception) when (output.Failure is { } failure)
            {
                throw new BatchBrokenException($"The files of the batch cannot be written: {failure.Message}", exception);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return false;
            }
            catch (IOException exception)
            {
                throw new BatchBrokenException($"The requests cannot be read: {exception.Message}", exception);
            }
        }
    }

    private async Task<bool> ExchangeAsync(Run run, Stream input, CancellationToken halt)
    {
        var receiver = new BatchReceiver(run.State.Ledger, run.Output, run.Window, run.Progress);
        var channel = await ConnectAsync(run.State.Id, receiver, halt);
        await using (channel)
        {
            try
            {
                await SendAsync(run, channel, input, halt);
                await run.Window.DrainAsync(halt);
            }
            catch (OperationCanceledException) when (halt.IsCancellationRequested && run.Output.Failure is null)
            {
                await LingerAsync(run);
                if (run.Settings.Input == BatchSettings.StandardInput)
                    await DeleteAsync(channel);
                return false;
            }

            await DeleteAsync(channel);
            return true;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every outcome is written; a queue that stays behind is removed by the broker in time.")]
    private static async Task DeleteAsync(IBatchChannel channel)
    {
        try
        {
            await channel.DeleteAsync(CancellationToken.None);
        }
        catch (Exception)
        {
        }
    }

    private async Task<IBatchChannel> ConnectAsync(string batch, IOutcomeReceiver receiver, CancellationToken halt)
    {
        try
        {
            return await open(batch, receiver, halt).WaitAsync(TimeToConnect, time, halt);
        }
        catch (TimeoutException exception)
        {
            throw new BatchBrokenException($"The transport cannot be reached: no connection within {TimeToConnect.TotalSeconds:0} s.", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new BatchBrokenException($"The transport cannot be used: {exception.GetBaseException().Message}", exception);
        }
    }

    private async Task SendAsync(Run run, IBatchChannel channel, Stream input, CancellationToken halt)
    {
        using var sender = new BatchSender(channel, time, halt);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Sends, CancellationToken = halt };
        await Parallel.ForEachAsync(PendingAsync(run, input, halt), options, async (line, cancellationToken) =>
        {
            try
            {
                await sender.SendAsync(line.Value, cancellationToken);
                run.Output.NoteSent(line.Number);
            }
            catch
            {
                // It may have arrived all the same, and even be answered.
                if (run.State.Ledger.TryWithdraw(line.Value.Id))
                    run.Window.Leave();
                throw;
            }
        });
    }

    /// <summary>The lines to send, each when there is room for it in the window.</summary>
    private async IAsyncEnumerable<BatchLine.Request> PendingAsync(
        Run run, Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parser = new BatchLineParser(run.Settings.Group, run.Settings.MaxLineLength);
        var lines = 0L;
        await foreach (var raw in RawLineReader.ReadAsync(input, run.Settings.MaxLineLength, cancellationToken))
        {
            lines++;
            if (await AdmitAsync(run, parser.Parse(raw), cancellationToken) is { } request)
                yield return request;
        }

        run.Progress.Expect(lines);
    }

    private async Task<BatchLine.Request?> AdmitAsync(Run run, BatchLine line, CancellationToken cancellationToken)
    {
        if (line is BatchLine.Request request)
        {
            await run.Window.EnterAsync(cancellationToken);
            var standing = run.State.Ledger.Enter(request.Value.Id);
            if (standing == LineStanding.Open)
                return run.State.Sent.Contains(line.Number) ? null : request;

            run.Window.Leave();
            if (standing == LineStanding.Finished)
                return null;

            line = new BatchLine.Bad(line.Number, request.Value.Id, $"Its id '{request.Value.Id}' is that of a line before it; ids must differ.");
        }

        var bad = (BatchLine.Bad)line;
        if (!run.State.Reported.Contains(bad.Number))
            await run.Output.AddErrorAsync(OutcomeFormat.Bad(bad));
        run.Progress.BadLine();
        onBadLine(bad);
        return null;
    }

    /// <summary>Waits a while for what is in flight, so that paid answers are not lost with the process.</summary>
    private async Task LingerAsync(Run run)
    {
        using var grace = new CancellationTokenSource(run.Settings.Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, run.Output.Failed);
        try
        {
            await run.Window.DrainAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private sealed record Run(BatchSettings Settings, BatchState State, BatchOutput Output, InFlightWindow Window, BatchProgress Progress);
}
