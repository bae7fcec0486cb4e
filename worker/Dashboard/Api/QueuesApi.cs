using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Documents;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Queues;
using Microsoft.AspNetCore.Mvc;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary><c>GET /api/queues</c>: what waits in the broker's queues.</summary>
internal static class QueuesApi
{
    public static void MapQueuesApi(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/queues", ([FromServices] QueueReadings readings, [FromServices] MessagingSettings settings) =>
                new QueueList(settings.Broker is null ? "memory" : "broker", readings.Latest))
            .WithTags("Queues")
            .WithSummary("What waits in the broker's queues")
            .WithDescription(
                "How many messages are ready in each queue and how many consumers it has, over all workers, as read every few seconds; `at` says when. "
                + "What is with a consumer and not acknowledged is null where the broker does not tell it. In memory there are no queues to count.")
            .WithProblems();
}
