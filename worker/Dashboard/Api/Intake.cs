using System.Diagnostics;
using Dispatch.Worker.Batches;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>
/// Puts the lines of one caller on the queue as they come in: some at once, so that a confirmation is not waited for in vain, and no more
/// than that, so that whoever sends faster than the queue takes is held back by the connection itself.
/// </summary>
/// <param name="sender">The way to the queue.</param>
/// <param name="parser">Reads the lines.</param>
/// <param name="maxLength">The longest line, in bytes.</param>
/// <param name="trace">The publisher's span; default: none is known.</param>
internal sealed class Intake(RequestSender sender, BatchLineParser parser, int maxLength, ActivityContext trace)
{
    private const int MaxLines = 64;
    private const long MaxBytes = 32 * 1024 * 1024;

    private readonly IntakeTally _tally = new();
    // In the order of the lines, so that the first one that failed is known.
    private readonly Queue<Sending> _underWay = new();
    private long _bytes;

    /// <summary>Returns when nothing is under way any more.</summary>
    /// <exception cref="OperationCanceledException">The caller is gone. What was accepted stays.</exception>
    public async Task<IntakeTally> TakeAsync(Stream lines, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in RawLineReader.ReadAsync(lines, maxLength, cancellationToken))
            {
                switch (parser.Parse(line))
                {
                    case BatchLine.Request request:
                        await SendAsync(request, line.Bytes.Length, cancellationToken);
                        break;
                    case BatchLine.Bad bad:
                        _tally.Refuse(bad.Number, bad.Id, bad.Reason);
                        break;
                }

                if (_tally.Trouble is not null)
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException && !cancellationToken.IsCancellationRequested)
        {
            _tally.Break(exception);
        }

        while (_underWay.Count > 0)
            await SettleAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return _tally;
    }

    private async Task SendAsync(BatchLine.Request line, int length, CancellationToken cancellationToken)
    {
        while (_underWay.Count >= MaxLines || (_underWay.Count > 0 && _bytes + length > MaxBytes))
            await SettleAsync(cancellationToken);
        if (_tally.Trouble is not null)
            return;

        _bytes += length;
        _underWay.Enqueue(new Sending(line.Number, line.Value.Id, length, sender.SendAsync(line.Value, trace, cancellationToken)));
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var first = _underWay.Dequeue();
        _bytes -= first.Length;
        try
        {
            await first.Confirmed;
            _tally.Accept();
        }
        catch (OversizedMessageException oversized)
        {
            _tally.Refuse(first.Line, first.Id, $"It can't be sent: {oversized.Message}.");
        }
        catch (QueueUnavailableException unavailable)
        {
            _tally.Halt(first.Line, unavailable);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The others are still to be waited for.
        }
    }

    private readonly record struct Sending(long Line, string Id, int Length, Task Confirmed);
}
