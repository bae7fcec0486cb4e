using System.Diagnostics.CodeAnalysis;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging.Replays;
using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Carries out what was decided, the one place that does. It returns when the broker has confirmed; if it throws, the delivery goes
/// back to its queue.
/// </summary>
internal sealed partial class OutcomePublisher(
    OutcomeSender sender,
    DeadLetterPublisher letters,
    ResponseRoutes responses,
    RequestMeter meter,
    GroupNames groups,
    TimeProvider time,
    ILogger<OutcomePublisher> logger)
{
    public Task PublishAsync(ConsumeContext<CompletionRequest> context, Outcome outcome) => outcome switch
    {
        Outcome.Answered answered => PublishAsync(context, answered.Result, answered.Deadline),
        Outcome.Redelivered redelivered => RedeliverAsync(context, redelivered),
        Outcome.DeadLettered deadLettered => PublishAsync(context, deadLettered.Letter, deadLettered.Deadline),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>Answers the requester, if there is one, and publishes the dead letter in any case.</summary>
    /// <param name="context">The delivery.</param>
    /// <param name="letter">The dead letter.</param>
    /// <param name="deadline">By when the outcome had to be known; null: the request was not read so far.</param>
    public async Task PublishAsync(ConsumeContext<CompletionRequest> context, CompletionDeadLettered letter, DateTimeOffset? deadline = null)
    {
        var published = await letters.PublishAsync(context.ReceiveContext, letter, context);
        await TryRespondAsync(context, published, OutcomeId.OfDeadLetter(published.Id));
        if (context.ReceiveContext.TryGetPayload(out ReceivedRequest? received))
            meter.Finished(Tags.DeadLetter, groups.Of(published.RoutingGroup), received.History.CreatedAt, deadline, published.DeadLetteredAt);
        var last = letter.Attempts.LastOrDefault();
        LogDeadLetter(letter.Id, letter.Reason, letter.Attempts.Length, last?.Provider, last?.FailureKind);
    }

    private async Task PublishAsync(ConsumeContext<CompletionRequest> context, CompletionResult result, DateTimeOffset? deadline)
    {
        var id = OutcomeId.OfResult(result.Id);
        var replay = ReplayMark.Of(context.ReceiveContext);
        try
        {
            var claimed = await TryRespondAsync(context, result, id);
            await sender.PublishAsync(result, id, mustBeKept: !claimed, context, replay, context.CancellationToken);
            if (replay is not null)
                await sender.ReportAsync(AnsweredOf(replay, result), context);
            DispatchSpans.Tell(Tags.Result, result.Id, result.RoutingGroup);
            meter.Answered(result.RoutingGroup);
            meter.Finished(Tags.Result, result.RoutingGroup, result.CreatedAt, deadline, result.CompletedAt);
        }
        catch (OversizedMessageException oversized)
        {
            var history = new History(result.CreatedAt, 1, result.Attempts);
            await PublishAsync(context, Outcomes.DeadLettered(
                context.Message, history, DeadLetterReason.Rejected, $"A provider answered, but the result cannot be sent: {oversized.Message}.", time.GetUtcNow()), deadline);
        }
    }

    private static ReplayAnswered AnsweredOf(ReplayMark replay, CompletionResult result) => new()
    {
        Mark = replay.ToString(),
        RequestId = result.Id,
        Provider = result.Provider,
        Model = result.Model,
        AnsweredAt = result.CompletedAt,
    };

    private async Task RedeliverAsync(ConsumeContext<CompletionRequest> context, Outcome.Redelivered outcome)
    {
        var history = HistoryCodec.Write(outcome.History);
        try
        {
            await context
                .Redeliver(outcome.Delay, (_, send) => send.Headers.Set(BrokerNames.HistoryHeader, history));
            var (reason, group) = (WordOf(outcome.Reason), outcome.Group ?? groups.Of(context.Message.RoutingGroup));
            DispatchSpans.Tell(reason, context.Message.Id, group);
            meter.Redelivered(reason, group);
            LogRedelivery(context.Message.Id, outcome.History.Attempts.Length, outcome.Delay);
        }
        catch (OversizedMessageException oversized)
        {
            await PublishAsync(context, Outcomes.DeadLettered(
                context.Message, outcome.History, DeadLetterReason.Rejected, $"The request cannot be redelivered: {oversized.Message}.", time.GetUtcNow()));
        }
    }

    private static string WordOf(RedeliveryReason reason) => reason switch
    {
        RedeliveryReason.Fallback => "fallback",
        RedeliveryReason.Retry => "retry",
        RedeliveryReason.Deferral => "deferral",
        RedeliveryReason.Early => "early",
        RedeliveryReason.Handback => "handback",
        _ => throw new InvalidOperationException($"Unknown reason {reason}."),
    };

    /// <summary>
    /// Answers a requester that named a response address. One that has gone away, or an address that leads nowhere, must not hold up
    /// the outcome: it is published in any case.
    /// </summary>
    /// <exception cref="OversizedMessageException">The outcome is larger than the broker takes.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "A response address is the requester's; whatever is wrong with it is no reason to fail the request.")]
    private async Task<bool> TryRespondAsync<T>(ConsumeContext<CompletionRequest> context, T outcome, Guid id)
        where T : class
    {
        try
        {
            if (await responses.FindAsync(context, context.CancellationToken) is not { } address)
                return false;

            await sender.RespondAsync(outcome, id, address, context);
            return true;
        }
        catch (Exception exception) when (exception is not OversizedMessageException && !context.CancellationToken.IsCancellationRequested)
        {
            LogNoResponse(exception, context.Message.Id);
            return false;
        }
    }

    // Without the letter's sentence: it quotes the provider, and providers quote prompts.
    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Id} is a dead letter ({Reason}) after {Attempts} attempts, the last at {Provider}: {Kind}")]
    private partial void LogDeadLetter(string id, DeadLetterReason reason, int attempts, string? provider, FailureKind? kind);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Request {Id} is redelivered after {Attempts} attempts, in {Delay}")]
    private partial void LogRedelivery(string id, int attempts, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Id}: nobody receives at its response address; the outcome is kept")]
    private partial void LogNoResponse(Exception exception, string id);
}
