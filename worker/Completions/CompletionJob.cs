using System.Diagnostics.CodeAnalysis;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>A request with what is needed to work on it: its history, its body, its group, its deadline.</summary>
internal sealed record CompletionJob(CompletionRequest Request, History History, RequestBody Body, RoutingGroup Group, DateTimeOffset Deadline)
{
    // What a token of English takes, near enough.
    private const int BytesPerToken = 4;

    /// <summary>
    /// An estimate of the tokens that a call takes, for limits by the minute: a token for each 4 bytes of the body, and as many as the
    /// body allows the answer.
    /// </summary>
    public long Tokens { get; } = (Body.Bytes.Length / BytesPerToken) + (Body.MaxTokens ?? 0);

    /// <summary>The model that the body names.</summary>
    public string? RequestedModel => Body.Model;

    /// <summary>The longest name of a routing group, model or endpoint, in characters: each attempt repeats it in the history, and that must fit a header.</summary>
    public const int MaxNameLength = 256;

    private const int MaxNamesListed = 50;

    /// <summary>Reads the request against the configuration in force; where that cannot be done, the outcome says why.</summary>
    /// <param name="request">The request.</param>
    /// <param name="bytes">The bytes of its body, strict JSON.</param>
    /// <param name="history">What has happened to it so far.</param>
    /// <param name="routing">The routing groups.</param>
    /// <param name="limits">The time that it has if it names no deadline.</param>
    /// <param name="now">The present.</param>
    /// <param name="job">The request, ready for work.</param>
    /// <param name="outcome">What becomes of it otherwise.</param>
    public static bool TryCreate(
        CompletionRequest request,
        ReadOnlyMemory<byte> bytes,
        History history,
        RoutingTable routing,
        LimitsOptions limits,
        DateTimeOffset now,
        [NotNullWhen(true)] out CompletionJob? job,
        [NotNullWhen(false)] out Outcome? outcome)
    {
        (job, outcome) = (null, null);
        var body = RequestBody.Of(request.Body, bytes);
        if (FlawOf(request, body) is { } flaw)
            outcome = GiveUp(DeadLetterReason.Rejected, flaw);
        else if (!TryRoute(request.RoutingGroup ?? body.Model, routing, out var group, out var error))
            outcome = GiveUp(DeadLetterReason.Unroutable, error);
        else
            job = new CompletionJob(request, history, body, group, DeadlineOf(request, history, limits));

        return job is not null;

        Outcome.DeadLettered GiveUp(DeadLetterReason reason, string message) =>
            new(Outcomes.DeadLettered(request, history, reason, message, now, body.Model));
    }

    private static string? FlawOf(CompletionRequest request, RequestBody body) =>
        body.Streams ? "The body asks for a stream; a queued request has nobody to stream to. Remove \"stream\": true."
        : request.Endpoint.Length > MaxNameLength ? $"The endpoint has {request.Endpoint.Length} characters; at most {MaxNameLength} are allowed."
        : body.Model?.Length > MaxNameLength ? $"The body's model has {body.Model.Length} characters; at most {MaxNameLength} are allowed."
        : null;

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
