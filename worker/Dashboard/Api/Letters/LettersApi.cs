using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Documents;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.Mvc;

namespace Dispatch.Worker.Dashboard.Api.Letters;

/// <summary><c>/api/dead-letters</c> and <c>/api/audit</c>: seeing, understanding and putting aside dead letters.</summary>
internal static class LettersApi
{
    private const string Tag = "Dead letters";
    private const string Selection = """{"filter":{"routingGroup":"chat","kind":"credential","metadata":{"team":"search"}}}""";

    public static void MapLettersApi(this IEndpointRouteBuilder endpoints)
    {
        MapReading(endpoints);
        MapGroups(endpoints);
        MapExport(endpoints);
        MapChanges(endpoints);
        MapChangesOfOne(endpoints);
    }

    private static void MapReading(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/dead-letters", (HttpContext context, [FromServices] LetterReading reading) => reading.ListAsync(context))
            .WithTags(Tag).WithSummary("A list of dead letters, newest first")
            .WithDescription("Those that the filter lets through, a page at a time: `next` is where the next one begins. All that is given must hold; what is not known is refused.")
            .Produces<LetterPage>().WithLetterFilter().WithPages(50).WithProblems(400, 503);
        endpoints.MapGet("/api/dead-letters/{id}", (HttpContext context, string id, [FromServices] LetterReading reading) => reading.FindAsync(context, id))
            .WithTags(Tag).WithSummary("One dead letter, whole")
            .WithDescription("The request, every attempt in order, the other dead letters of the same request, notes, and what was done to it.")
            .Produces<LetterDetail>().WithPath("id", "The dead letter's id.", "4k2m9xq0a7tz1c8b").WithProblems(404, 503);
        endpoints.MapGet("/api/audit", (HttpContext context, [FromServices] LetterReading reading) => reading.AuditAsync(context))
            .WithTags("Audit").WithSummary("Who changed what, newest first")
            .WithDescription("Everything that changes the state of dead letters, with who did it, which letters were meant, and how many it changed.")
            .Produces<AuditPage>().WithPages(50).WithProblems(400, 503);
    }

    private static void MapGroups(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/dead-letters/groups", (HttpContext context, [FromServices] LetterReading reading) => reading.GroupsAsync(context))
            .WithTags(Tag).WithSummary("Dead letters by what most likely caused them")
            .WithDescription(
                "One group for each routing group, reason, failure kinds of the last round, last provider and what it said, without what differs from one letter to "
                + "the next. With count, first and last seen, an example, and the metadata of those affected; the group with the newest letter first.")
            .Produces<GroupPage>().WithLetterFilter().WithPages(50).WithProblems(400, 503);
        endpoints.MapGet("/api/dead-letters/groups/{fingerprint}",
                (HttpContext context, string fingerprint, [FromServices] LetterReading reading) => reading.GroupAsync(context, fingerprint))
            .WithTags(Tag).WithSummary("One group, with all its letters counted")
            .WithDescription("As in the list of groups, whatever the states of its letters.")
            .Produces<LetterGroup>().WithPath("fingerprint", "The group's fingerprint.", "9f86d081884c7d65").WithProblems(404, 503);
        endpoints.MapGet("/api/dead-letters/counts", (HttpContext context, [FromServices] LetterReading reading) => reading.CountsAsync(context))
            .WithTags(Tag).WithSummary("How many dead letters there are in each state")
            .WithDescription("Open are those that nobody has done anything about.")
            .Produces<LetterCounts>().WithProblems(503);
    }

    private static void MapExport(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/dead-letters/export", (HttpContext context, [FromServices] LetterReading reading) => reading.ExportAsync(context))
            .WithTags(Tag).WithSummary("All dead letters that the filter lets through, as a file")
            .WithDescription(
                "`jsonl`: all that is known of each, an object on each line. `csv`: a table (RFC 4180), in which a text that a spreadsheet would take for a formula "
                + "begins with an apostrophe. `openai`: lines of OpenAI's batch format for errors. It is streamed; if the store fails meanwhile, the connection breaks off.")
            .Produces<StoredLetter>(200, "application/jsonl", "text/csv")
            .WithQuery("format", "jsonl, csv or openai; jsonl without it.", "csv").WithLetterFilter().WithProblems(400, 503);

    private static void MapChanges(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/dead-letters/archive", (HttpContext context, [FromServices] LetterChanging changing) => changing.ArchiveAsync(context))
            .WithTags(Tag).WithSummary("Put open dead letters aside")
            .WithDescription("Those that are meant by `ids`, `fingerprint`, `filter` or `all`, exactly one of which is given; letters that are not open are passed over.")
            .Produces<LettersChanged>().WithBody<LetterSelection>("Which letters.", Selection).WithProblems(400, 413, 415, 503);
        endpoints.MapPost("/api/dead-letters/restore", (HttpContext context, [FromServices] LetterChanging changing) => changing.RestoreAsync(context))
            .WithTags(Tag).WithSummary("Take archived dead letters up again")
            .WithDescription("They are open then. Which, is said as for archive; letters that are not archived are passed over.")
            .Produces<LettersChanged>().WithBody<LetterSelection>("Which letters.", Selection).WithProblems(400, 413, 415, 503);
    }

    private static void MapChangesOfOne(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/dead-letters/{id}/archive",
                (HttpContext context, string id, [FromServices] LetterChanging changing) => changing.ArchiveOneAsync(context, id))
            .WithTags(Tag).WithSummary("Put one dead letter aside").WithDescription("It must be open. Who did it is kept in the trail.")
            .Produces<LettersChanged>().WithPath("id", "The dead letter's id.", "4k2m9xq0a7tz1c8b").WithProblems(404, 409, 503);
        endpoints.MapPost("/api/dead-letters/{id}/restore",
                (HttpContext context, string id, [FromServices] LetterChanging changing) => changing.RestoreOneAsync(context, id))
            .WithTags(Tag).WithSummary("Take one dead letter up again").WithDescription("It must be archived, and is open then.")
            .Produces<LettersChanged>().WithPath("id", "The dead letter's id.", "4k2m9xq0a7tz1c8b").WithProblems(404, 409, 503);
        endpoints.MapPost("/api/dead-letters/{id}/notes",
                (HttpContext context, string id, [FromServices] LetterChanging changing) => changing.NoteAsync(context, id))
            .WithTags(Tag).WithSummary("Write a note to a dead letter").WithDescription("1 to 4,096 characters, kept with the caller's name and the time.")
            .Produces(StatusCodes.Status204NoContent).WithPath("id", "The dead letter's id.", "4k2m9xq0a7tz1c8b")
            .WithBody<NoteText>("The note.", """{"text":"The key was rotated; wait for the new one."}""")
            .WithProblems(400, 404, 413, 415, 503);
    }
}
