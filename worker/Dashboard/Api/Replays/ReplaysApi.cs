using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Documents;
using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Dispatch.Worker.Dashboard.Api.Replays;

/// <summary><c>/api/replays</c>: sending the requests of dead letters again.</summary>
internal static class ReplaysApi
{
    private const string Tag = "Replays";
    private const string Id = "0197f3c2-5b7e-7c11-9a0e-3c1f0a7f6f2e";
    private const string Order = """{"fingerprint":"9f86d081884c7d65","changes":{"routingGroup":"chat-eu"},"rate":20,"remark":"the key is back"}""";

    public static void MapReplaysApi(this IEndpointRouteBuilder endpoints)
    {
        MapOrders(endpoints);
        MapReading(endpoints);
        MapChanges(endpoints);
    }

    private static void MapOrders(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/replays", (HttpContext context, [FromServices] Replaying replaying) => replaying.CreateAsync(context))
            .WithTags(Tag).WithSummary("Replay dead letters")
            .WithDescription(
                "Sends their requests again, as they were or with changes, and follows them to their outcomes. Which letters, is said by `ids`, `fingerprint`, `filter` "
                + "or `all`, exactly one of which is given. The letters are chosen when the replay is created. No letter is sent "
                + "twice: a second replay of the same letters passes over those that the first has sent. It begins with a few, goes on when their outcomes are known, and stops by itself when the "
                + "same failure comes back.")
            .Produces<ReplayJob>(StatusCodes.Status201Created)
            .WithQuery("preview", "true: only say what it would do, as /api/replays/preview does.", true, JsonSchemaType.Boolean)
            .WithBody<ReplayRequest>("What is to be replayed, and how.", Order).WithProblems(400, 404, 409, 413, 415, 503);
        endpoints.MapPost("/api/replays/preview", (HttpContext context, [FromServices] Replaying replaying) => replaying.PreviewAsync(context))
            .WithTags(Tag).WithSummary("What a replay would do")
            .WithDescription("How many would be sent and by which routing groups, which would not be and why, in which steps, and what is worth a second look. Changes nothing.")
            .Produces<ReplayPreview>().WithBody<ReplayRequest>("What would be replayed, and how.", Order).WithProblems(400, 404, 409, 413, 415, 503);
    }

    private static void MapReading(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/replays", (HttpContext context, [FromServices] Replaying replaying) => replaying.ListAsync(context))
            .WithTags(Tag).WithSummary("The replays, newest first")
            .WithDescription("What was ordered by whom, how far each is, and why one has stopped.")
            .Produces<ReplayJobPage>()
            .WithQuery("limit", "How many at most, 1 to 200; 50 without it.", 50, JsonSchemaType.Integer)
            .WithQuery("cursor", "Where the page begins: `next` of the page before.", Id)
            .WithProblems(400, 503);
        endpoints.MapGet("/api/replays/{id}", (HttpContext context, string id, [FromServices] Replaying replaying) => replaying.FindAsync(context, id))
            .WithTags(Tag).WithSummary("One replay, with its progress").WithDescription("What was ordered by whom, how far it is, and why it has stopped. The counts of its letters add up to the total.")
            .Produces<ReplayJob>().WithPath("id", "The replay's id.", Id).WithProblems(404, 503);
        endpoints.MapGet("/api/replays/{id}/letters", (HttpContext context, string id, [FromServices] Replaying replaying) => replaying.ItemsAsync(context, id))
            .WithTags(Tag).WithSummary("The letters of a replay").WithDescription("In the order in which they are sent, each with what became of it.")
            .Produces<ReplayItemPage>().WithPath("id", "The replay's id.", Id)
            .WithQuery("state", "In this state only, such as pending, sent, resolved, returnedSame or skipped.", "returnedSame")
            .WithQuery("limit", "How many at most, 1 to 1000; 50 without it.", 50, JsonSchemaType.Integer)
            .WithQuery("cursor", "Where the page begins: `next` of the page before.", "50")
            .WithProblems(400, 404, 503);
    }

    private static void MapChanges(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/replays/{id}/pause", (HttpContext context, string id, [FromServices] Replaying replaying) => replaying.PauseAsync(context, id))
            .WithTags(Tag).WithSummary("Pause a replay").WithDescription("Sends nothing more until it is resumed; outcomes are still noted.")
            .Produces<ReplayJob>().WithPath("id", "The replay's id.", Id).WithProblems(400, 404, 409, 503);
        endpoints.MapPost("/api/replays/{id}/resume", (HttpContext context, string id, [FromServices] Replaying replaying) => replaying.ResumeAsync(context, id))
            .WithTags(Tag).WithSummary("Go on with a replay").WithDescription("After a pause it goes on where it was, after a stop from the first step.")
            .Produces<ReplayJob>().WithPath("id", "The replay's id.", Id).WithProblems(400, 404, 409, 503);
        endpoints.MapPost("/api/replays/{id}/cancel", (HttpContext context, string id, [FromServices] Replaying replaying) => replaying.CancelAsync(context, id))
            .WithTags(Tag).WithSummary("End a replay").WithDescription("What was not sent is not sent any more; the outcomes of what was are still noted.")
            .Produces<ReplayJob>().WithPath("id", "The replay's id.", Id).WithProblems(400, 404, 409, 503);
        endpoints.MapPost("/api/replays/{id}/send-again", (HttpContext context, string id, [FromServices] Replaying replaying) => replaying.SendAgainAsync(context, id))
            .WithTags(Tag).WithSummary("Send those again of which it is not known whether they were sent")
            .WithDescription("For somebody who knows that they were not, or does not mind that some are worked on twice.")
            .Produces<ReplayJob>().WithPath("id", "The replay's id.", Id).WithProblems(400, 404, 409, 503);
    }
}
