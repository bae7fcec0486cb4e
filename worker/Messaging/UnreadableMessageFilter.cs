using System.Runtime.ExceptionServices;
using System.Text.Json;
using Dispatch.Contracts;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Stands where MassTransit would move a message to its <c>_error</c> or <c>_skipped</c> queue. A message that could not be read
/// becomes a dead letter <c>malformed</c> with its bytes; one that could be read, but whose outcome could not be published, goes back
/// to its queue.
/// </summary>
internal sealed partial class UnreadableMessageFilter(OutcomeSender sender, TimeProvider time, ILogger<UnreadableMessageFilter> logger)
    : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    // The broker hands a message back at once; while it or the way to it is broken, that must not become a busy loop.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The message caused an exception.</summary>
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (context.TryGetPayload(out ReceivedRequest? _))
        {
            LogReturned(context.Exception, context.InputAddress);
            var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(BrokerProperties.DeliveriesBefore(context), 10)));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, context.CancellationToken);
            ExceptionDispatchInfo.Throw(context.Exception);
        }

        await PublishAsync(context, Describe(context.Exception));
        context.AddOrUpdatePayload(() => new DeadLettered(), _ => _);
        await next.Send(context);
    }

    /// <summary>Nothing has consumed the message: it is of another type, unless it caused an exception before.</summary>
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (!context.TryGetPayload(out DeadLettered? _))
            await PublishAsync(context, $"Its type is not {nameof(CompletionRequest)}.");
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-unreadable");

    private async Task PublishAsync(ReceiveContext context, string why)
    {
        var letter = RawLetter.Malformed(context, why, time.GetUtcNow());
        await sender.PublishAsync(letter, OutcomeId.OfDeadLetter(letter.Id), mustBeKept: true, cause: null, context.CancellationToken);
        LogMalformed(letter.Id, why);
    }

    private static string Describe(Exception exception) => exception switch
    {
        JsonException => exception.Message,
        { InnerException: { } inner } => Describe(inner),
        _ => $"It is no JSON object ({exception.Message})",
    };

    private sealed class DeadLettered;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Id} is a dead letter (malformed): {Why}")]
    private partial void LogMalformed(string id, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of a request from {Address} could not be published; it goes back to its queue")]
    private partial void LogReturned(Exception exception, Uri address);
}
