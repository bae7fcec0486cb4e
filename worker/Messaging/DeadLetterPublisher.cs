using System.Globalization;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging.Replays;
using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Publishes dead letters, the one place that does. Where a letter would be larger than the broker takes, the message goes to the queue
/// of the oversized as it came, and the letter goes out without it.
/// </summary>
internal sealed partial class DeadLetterPublisher(
    OutcomeSender sender, MessageBounds bounds, RequestMeter meter, GroupNames groups, ILogger<DeadLetterPublisher> logger, DeliveryMover? mover = null)
{
    private const int LongestSentence = 1024;

    /// <param name="context">The message that it is about.</param>
    /// <param name="letter">The dead letter.</param>
    /// <param name="cause">The message as a request, where it could be read.</param>
    /// <returns>The letter as it went out, when the broker has confirmed.</returns>
    public async Task<CompletionDeadLettered> PublishAsync(ReceiveContext context, CompletionDeadLettered letter, ConsumeContext? cause)
    {
        try
        {
            bounds.Check(letter);
            await SendAsync(context, letter, cause);
            Count(letter);
            return letter;
        }
        catch (OversizedMessageException oversized)
        {
            return await PublishWithoutMessageAsync(context, letter, oversized.Message, cause);
        }
    }

    /// <summary>Puts the message where the oversized are kept, and publishes the letter without it.</summary>
    public async Task<CompletionDeadLettered> PublishWithoutMessageAsync(
        ReceiveContext context, CompletionDeadLettered letter, string why, ConsumeContext? cause)
    {
        if (mover is not null)
            await mover.MoveAsync(context, BrokerNames.Oversized, properties => BrokerProperties.CopyToKeep(properties, letter.Id));
        var slim = WithoutMessage(letter, why, context.Body.Length ?? 0);
        try
        {
            await SendAsync(context, slim, cause);
        }
        catch (OversizedMessageException)
        {
            slim = slim with { Attempts = [] };
            await SendAsync(context, slim, cause);
        }

        Count(slim);
        LogKept(slim.Id, why);
        return slim;
    }

    private void Count(CompletionDeadLettered letter)
    {
        var group = groups.Of(letter.RoutingGroup);
        DispatchSpans.Tell(Tags.DeadLetter, letter.Id, group);
        meter.DeadLettered(letter.Reason, group);
    }

    private Task SendAsync(ReceiveContext context, CompletionDeadLettered letter, ConsumeContext? cause)
    {
        var replay = ReplayMark.Of(context);
        return sender.PublishAsync(letter, OutcomeId.OfDeadLetter(letter.Id, replay), mustBeKept: true, cause, replay, context.CancellationToken);
    }

    private static CompletionDeadLettered WithoutMessage(CompletionDeadLettered letter, string why, long length)
    {
        var sentence = letter.Message.Length > LongestSentence ? $"{letter.Message[..LongestSentence]}…" : letter.Message;
        return letter with
        {
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{sentence} The message itself, {length} bytes, is in the queue {BrokerNames.Oversized}: with it this letter is too large; {why}."),
            RoutingGroup = letter.RoutingGroup?.Length > Completions.CompletionJob.MaxNameLength ? null : letter.RoutingGroup,
            Request = null,
            Raw = null,
            Metadata = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty,
            KeptIn = BrokerNames.Oversized,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message of dead letter {Id} is kept in dispatch.dead-letters.oversized: {Why}")]
    private partial void LogKept(string id, string why);
}
