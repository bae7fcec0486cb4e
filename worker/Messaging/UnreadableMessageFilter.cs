using System.Runtime.ExceptionServices;
using System.Text.Json;
using Dispatch.Contracts;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Stands where MassTransit would move a message to its <c>_error</c> or <c>_skipped</c> queue. A message that could not be read
/// becomes a dead letter <c>malformed</c> with its bytes. One that could be read, but whose outcome could not be published, goes back to
/// its queue where the broker is what failed, and is a dead letter <c>faulted</c> where it is the worker.
/// </summary>
internal sealed partial class UnreadableMessageFilter(
    DeadLetterPublisher letters, HoldBack hold, TimeProvider time, ILogger<UnreadableMessageFilter> logger)
    : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    private const int LongestReason = 1024;

    /// <summary>The message caused an exception.</summary>
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (!context.TryGetPayload(out ReceivedRequest? _))
        {
            await PublishAsync(context, RawLetter.Malformed(context, Describe(context.Exception), time.GetUtcNow()));
        }
        else if (SendTrouble.IsPassing(context.Exception))
        {
            LogReturned(context.Exception, context.InputAddress);
            await hold.PauseAsync(context);
            ExceptionDispatchInfo.Throw(context.Exception);
        }
        else
        {
            LogFault(context.Exception, context.InputAddress);
            var why = $"The worker failed on this request with {FaultText.Of(context.Exception)}";
            await PublishAsync(context, RawLetter.Faulted(context, why, time.GetUtcNow()));
        }

        context.AddOrUpdatePayload(() => new DeadLettered(), _ => _);
        await next.Send(context);
    }

    /// <summary>Nothing has consumed the message: it is of another type, unless it caused an exception before.</summary>
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (!context.TryGetPayload(out DeadLettered? _))
            await PublishAsync(context, RawLetter.Malformed(context, $"Its type is not {nameof(CompletionRequest)}.", time.GetUtcNow()));
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-unreadable");

    private async Task PublishAsync(ReceiveContext context, CompletionDeadLettered letter)
    {
        try
        {
            await letters.PublishAsync(context, letter, cause: null);
            LogDeadLetter(letter.Id, letter.Reason, letter.Message);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            LogReturned(exception, context.InputAddress);
            await hold.PauseAsync(context);
            throw;
        }
    }

    private static string Describe(Exception exception)
    {
        var text = exception switch
        {
            JsonException or MalformedMessageException => exception.Message,
            FormatException => $"An id or address of its envelope is none: {exception.Message}",
            { InnerException: { } inner } => Describe(inner),
            _ => $"It is no JSON object ({exception.Message})",
        };
        // It quotes names of the sender's, which can be as long as the message.
        return text.Length > LongestReason ? $"{text[..LongestReason]}…" : text;
    }

    private sealed class DeadLettered;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Id} is a dead letter ({Reason}): {Why}")]
    private partial void LogDeadLetter(string id, DeadLetterReason reason, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of a message from {Address} could not be published; it goes back to its queue")]
    private partial void LogReturned(Exception exception, Uri address);

    [LoggerMessage(Level = LogLevel.Error, Message = "The worker failed on a request from {Address}; it becomes a dead letter")]
    private partial void LogFault(Exception exception, Uri address);
}
