using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>A request with what is needed to work on it: its history, its bytes, its group, its deadline.</summary>
internal sealed record CompletionJob(
    CompletionRequest Request,
    History History,
    ReadOnlyMemory<byte> Body,
    string? RequestedModel,
    RoutingGroup Group,
    DateTimeOffset Deadline)
{
    // What a token of English takes, near enough.
    private const int BytesPerToken = 4;

    /// <summary>
    /// An estimate of the tokens that a call takes, for limits by the minute: a token for each 4 bytes of the body, and as many as the
    /// body allows the answer.
    /// </summary>
    public required long Tokens { get; init; }

    /// <summary>The longest name of a routing group, model or endpoint, in characters: each attempt repeats it in the history, and that must fit a header.</summary>
    public const int MaxNameLength = 256;

    private const int MaxNamesListed = 50;

    /// <summary>Reads the request against the configuration in force; where that cannot be done, the outcome says why.</summary>
    public static bool TryCreate(
        CompletionRequest request,
        History history,
        RoutingTable routing,
        LimitsOptions limits,
        DateTimeOffset now,
        [NotNullWhen(true)] out CompletionJob? job,
        [NotNullWhen(false)] out Outcome? outcome)
    {
        (job, outcome) = (null, null);
        var body = JsonMarshal.GetRawUtf8Value(request.Body).ToArray();
        if (!TryInspect(request, body, out var facts, out var error))
            outcome = GiveUp(DeadLetterReason.Rejected, error);
        else if (!TryRoute(request.RoutingGroup ?? facts.Model, routing, out var group, out error))
            outcome = GiveUp(DeadLetterReason.Unroutable, error);
        else
        {
            job = new CompletionJob(request, history, body, facts.Model, group, DeadlineOf(request, history, limits))
            {
                Tokens = (body.Length / BytesPerToken) + (facts.MaxTokens ?? 0),
            };
        }

        return job is not null;

        Outcome.DeadLettered GiveUp(DeadLetterReason reason, string message) =>
            new(Outcomes.DeadLettered(request, history, reason, message, now, facts.Model));
    }

    private static bool TryInspect(CompletionRequest request, ReadOnlyMemory<byte> body, out BodyFacts facts, [NotNullWhen(false)] out string? error)
    {
        (facts, error) = (default, null);
        try
        {
            facts = RequestBody.Inspect(body);
            if (facts.Streams)
                error = "The body asks for a stream; a queued request has nobody to stream to. Remove \"stream\": true.";
            else if (request.Endpoint.Length > MaxNameLength)
                error = $"The endpoint has {request.Endpoint.Length} characters; at most {MaxNameLength} are allowed.";
            else if (facts.Model?.Length > MaxNameLength)
                error = $"The body's model has {facts.Model.Length} characters; at most {MaxNameLength} are allowed.";
        }
        catch (JsonException exception)
        {
            // MassTransit's serializer lets comments and trailing commas pass; no provider does.
            error = $"The body is not strict JSON: {exception.Message}";
        }

        return error is null;
    }

    private static bool TryRoute(
        string? name, RoutingTable routing, [NotNullWhen(true)] out RoutingGroup? group, [NotNullWhen(false)] out string? error)
    {
        (group, error) = (null, null);
        if (name is null)
            error = "The request names no routingGroup and its body no model; set one of them.";
        else if (name.Length > MaxNameLength)
            error = $"The routing group's name has {name.Length} characters; at most {MaxNameLength} are allowed.";
        else if (!routing.TryFind(name, out group))
            error = $"There is no routing group or provider '{name}'; known are: {Listed(routing.Names)}.";

        return group is not null;
    }

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count <= MaxNamesListed
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MaxNamesListed))} and {names.Count - MaxNamesListed} more";

    private static DateTimeOffset DeadlineOf(CompletionRequest request, History history, LimitsOptions limits)
    {
        var deadline = request.Deadline ?? After(history.CreatedAt, limits.TimeToLive);
        return history.ExpiresAt < deadline ? history.ExpiresAt.Value : deadline;
    }

    private static DateTimeOffset After(DateTimeOffset created, TimeSpan timeToLive) =>
        timeToLive < DateTimeOffset.MaxValue - created ? created + timeToLive : DateTimeOffset.MaxValue;
}
