using Dispatch.Worker.Dashboard.Api.Documents;
using Microsoft.AspNetCore.Mvc;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary><c>POST /api/completion-requests</c>: anything that speaks HTTP can enqueue.</summary>
internal static class CompletionRequestsApi
{
    public static void MapCompletionRequestsApi(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/completion-requests", (HttpContext context, [FromServices] Enqueueing enqueueing) => enqueueing.PostAsync(context))
            .WithTags("Completion requests")
            .WithSummary("Put completion requests on the queue")
            .WithDescription(
                "Accepted means confirmed by the broker: what was accepted is not lost. `application/json` is one request; `application/jsonl` is a "
                + "request on each line, of any number: they are put on the queue as they come in, a bad line is refused and holds up no other. "
                + "Both take a completion request (`id`, `body`, and optionally `routingGroup`, `endpoint`, `deadline`, `metadata`) or a line of OpenAI's "
                + "batch format (`custom_id`, `method`, `url`, `body`). The id is required: it is the idempotency key. What is sent twice may be worked on "
                + "twice, but its outcomes have the same id and message id. `traceparent` and `tracestate` headers are handed on with each request.")
            .WithQuery("routingGroup", "Routes every request, in place of what it says itself.", "chat")
            .WithEnqueueBodies()
            .WithProblems(400, 413, 415, 422, 503);
}
