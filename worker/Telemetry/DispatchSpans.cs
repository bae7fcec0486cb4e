using System.Diagnostics;

namespace Dispatch.Worker.Telemetry;

/// <summary>
/// The spans of traces, under the source <c>Dispatch</c>. A trace goes from the publisher over each delivery to the outcome: what is sent
/// names the span that it was sent in. No span holds a prompt, an answer or what a provider said, which may quote either.
/// </summary>
internal static class DispatchSpans
{
    public const string Name = "Dispatch";

    private const string RequestId = "dispatch.request.id";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Whether anybody listens.</summary>
    public static bool AreListenedTo => Source.HasListeners();

    /// <summary>A delivery is worked on.</summary>
    /// <param name="queue">The queue that it came from.</param>
    /// <param name="messageId">The message's id; null: it has none.</param>
    /// <param name="parent">The span that it was sent in; default: it is not known, and a trace begins.</param>
    public static Activity? StartDelivery(string queue, string? messageId, ActivityContext parent) => Source.StartActivity(
        ActivityKind.Consumer,
        parent,
        [
            new("messaging.system", "rabbitmq"), new("messaging.operation.type", "process"), new("messaging.operation.name", "process"),
            new("messaging.destination.name", queue), new("messaging.message.id", messageId),
        ],
        name: $"process {queue}");

    /// <summary>A request is put on the queue for somebody who does not do it himself.</summary>
    /// <param name="queue">The queue of requests.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="parent">The span that he asked in; default: it is not known, and a trace begins.</param>
    public static Activity? StartPublish(string queue, string requestId, ActivityContext parent)
    {
        if (!AreListenedTo)
            return null;

        // The web server has a span of the call, which nobody exports.
        Activity.Current = null;
        return Source.StartActivity(ActivityKind.Producer, parent, [.. SendTags(queue), new(RequestId, requestId)], name: $"send {queue}");
    }

    /// <summary>A message is sent.</summary>
    /// <param name="destination">The queue or the kind of message.</param>
    public static Activity? StartSend(string destination) => Activity.Current is null ? null : Source.StartActivity(
        ActivityKind.Producer,
        parentContext: default,
        SendTags(destination),
        name: $"send {destination}");

    /// <summary>A provider is called.</summary>
    public static Activity? StartAttempt(in AttemptStart attempt)
    {
        if (!AreListenedTo)
            return null;

        var operation = Tags.OperationOf(attempt.Endpoint);
        return Source.StartActivity(
            ActivityKind.Client,
            parentContext: default,
            [
                new(Tags.Operation, operation), new(Tags.Service, attempt.Service), new(Tags.RequestModel, attempt.Model),
                new("gen_ai.request.max_tokens", attempt.MaxTokens), new("server.address", attempt.Server?.Host), new("server.port", attempt.Server?.Port),
                new(Tags.Provider, attempt.Provider), new("dispatch.attempt.number", attempt.Number), new("dispatch.attempt.round", attempt.Round),
            ],
            name: attempt.Model is { } model ? $"{operation} {model}" : operation);
    }

    /// <summary>The attempt has ended.</summary>
    /// <param name="span">Its span.</param>
    /// <param name="reading">How.</param>
    /// <param name="status">The HTTP status; null: none was received.</param>
    public static void End(Activity span, in AttemptReading reading, int? status)
    {
        Tag(span, Tags.ResponseModel, reading.ResponseModel);
        Tag(span, "gen_ai.usage.input_tokens", reading.Usage?.InputTokens);
        Tag(span, "gen_ai.usage.output_tokens", reading.Usage?.OutputTokens);
        Tag(span, "http.response.status_code", status);
        if (reading.Failure is { } kind)
            Fail(span, Tags.Of(kind));
    }

    /// <summary>Says of the delivery's span what became of its request.</summary>
    public static void Tell(string outcome, string requestId, string? group)
    {
        if (Activity.Current is not { } span || span.Source.Name != Name)
            return;

        span.SetTag(Tags.Outcome, outcome);
        span.SetTag(RequestId, requestId);
        Tag(span, Tags.RoutingGroup, group);
    }

    /// <summary>Marks a span as failed.</summary>
    /// <param name="span">The span.</param>
    /// <param name="error">A fixed word, or the name of an exception.</param>
    public static void Fail(Activity span, string error)
    {
        span.SetTag(Tags.ErrorType, error);
        span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Likewise, by an exception's type: its message may quote anything.</summary>
    public static void Fail(Activity? span, Exception exception)
    {
        if (span is not null)
            Fail(span, exception.GetType().FullName ?? exception.GetType().Name);
    }

    private static KeyValuePair<string, object?>[] SendTags(string destination) =>
    [
        new("messaging.system", "rabbitmq"), new("messaging.operation.type", "send"), new("messaging.operation.name", "send"),
        new("messaging.destination.name", destination),
    ];

    private static void Tag(Activity span, string name, object? value)
    {
        if (value is not null)
            span.SetTag(name, value);
    }
}

/// <summary>An attempt that begins, as its span shows it.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Service">The service behind it, by the name of OpenTelemetry's conventions.</param>
/// <param name="Server">Where it is called; null: in this process.</param>
/// <param name="Model">The upstream model that is asked for; null where none is named.</param>
/// <param name="Endpoint">The request's endpoint.</param>
/// <param name="MaxTokens">The most tokens that the answer may have; null: the request does not say.</param>
/// <param name="Number">The attempt's number.</param>
/// <param name="Round">The round that it belongs to.</param>
internal readonly record struct AttemptStart(
    string Provider, string Service, Uri? Server, string? Model, string Endpoint, long? MaxTokens, int Number, int Round);
