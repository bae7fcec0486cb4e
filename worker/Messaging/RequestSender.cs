using System.Diagnostics;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Tracing;
using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Puts requests on the queue for those who speak to this worker in place of the broker.</summary>
internal sealed class RequestSender(
    IMessageSender sender, MessageBounds bounds, TimeProvider time, BrokerWatch? topology = null, BrokerBlockage? blockage = null)
{
    /// <summary>How long the queue may take. A publisher of messages can wait through an outage; one that holds a socket open is told of it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The largest message that the transport takes, in bytes.</summary>
    public long MaxBytes => bounds.MaxBytes;

    /// <summary>Returns when the queue has taken it for good. Many may be under way at once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="trace">The span that it is asked for in; default: none is known.</param>
    /// <param name="cancellationToken">Gives up. The request may have arrived all the same.</param>
    /// <exception cref="OversizedMessageException">It is larger than the broker takes, and was not sent.</exception>
    /// <exception cref="QueueUnavailableException">The queue did not take it in time, or is not there. The request may have arrived all the same.</exception>
    public async Task SendAsync(CompletionRequest request, ActivityContext trace, CancellationToken cancellationToken)
    {
        using var span = DispatchSpans.StartPublish(BrokerNames.Requests, request.Id, trace);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await EnsureAsync(() => sender.PublishAsync(request, publish => Prepare(publish, span?.Context ?? trace), either.Token), either.Token);
        }
        catch (Exception exception) when (SendTrouble.IsPassing(exception) && !cancellationToken.IsCancellationRequested)
        {
            DispatchSpans.Fail(span, exception);
            throw new QueueUnavailableException(Describe(exception), exception);
        }
    }

    private static void Prepare(SendContext<CompletionRequest> publish, ActivityContext span)
    {
        if (publish is RabbitMqSendContext rabbit)
            rabbit.Mandatory = true;
        TraceHeaders.Write(publish, span);
    }

    private string Describe(Exception exception) => exception switch
    {
        _ when topology?.Trouble is { } trouble => trouble,
        _ when blockage?.Reason is { } reason =>
            $"The broker takes nothing at the moment ({reason}). Give it memory or disk, or empty its queues.",
        MessageReturnedException => $"The broker has no queue for requests. A worker declares {BrokerNames.Requests} when it starts.",
        _ => $"The broker has not confirmed it within {Patience.TotalSeconds:0} s. GET /health/ready, or the command doctor, says what keeps this worker from it.",
    };

    private Task EnsureAsync(Func<Task> send, CancellationToken cancellationToken) =>
        topology is null ? send() : topology.EnsureAsync(send, cancellationToken);
}
