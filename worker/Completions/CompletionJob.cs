using System.Runtime.InteropServices;
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
    /// <summary>Reads the request against the configuration in force; where that cannot be done, the outcome says why.</summary>
    public static bool TryCreate(
        CompletionRequest request,
        History history,
        RoutingTable routing,
        LimitsOptions limits,
        DateTimeOffset now,
        out CompletionJob? job,
        out Outcome? outcome)
    {
        (job, outcome) = (null, null);
        var body = JsonMarshal.GetRawUtf8Value(request.Body).ToArray();
        var facts = RequestBody.Inspect(body);
        var name = request.RoutingGroup ?? facts.Model;

        if (name is null)
            outcome = GiveUp(DeadLetterReason.Unroutable, "The request names no routingGroup and its body no model; set one of them.");
        else if (!routing.TryFind(name, out var group))
            outcome = GiveUp(DeadLetterReason.Unroutable,
                $"There is no routing group or provider '{name}'; known are: {string.Join(", ", routing.Names)}.");
        else if (facts.Streams)
            outcome = GiveUp(DeadLetterReason.Rejected,
                "The body asks for a stream; a queued request has nobody to stream to. Remove \"stream\": true.");
        else
            job = new CompletionJob(request, history, body, facts.Model, group, request.Deadline ?? After(history.CreatedAt, limits.TimeToLive));

        return job is not null;

        Outcome.DeadLettered GiveUp(DeadLetterReason reason, string message) =>
            Outcomes.DeadLettered(request, history, reason, message, now);
    }

    private static DateTimeOffset After(DateTimeOffset created, TimeSpan timeToLive) =>
        timeToLive < DateTimeOffset.MaxValue - created ? created + timeToLive : DateTimeOffset.MaxValue;
}
