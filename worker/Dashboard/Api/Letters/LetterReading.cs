using System.Globalization;
using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Queries;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;

namespace Dispatch.Worker.Dashboard.Api.Letters;

/// <summary>Answers what is asked of dead letters.</summary>
internal sealed class LetterReading(LetterReader? reader = null, AuditTrail? trail = null)
{
    private const int StandardPage = 50;

    public Task<IResult> ListAsync(HttpContext context) => LetterStoreAccess.AskAsync(reader, async letters =>
    {
        var query = new QueryReader(context.Request.Query);
        var filter = LetterQuery.Read(query);
        var (after, size) = (Paging.Cursor(query), Paging.Size(query, StandardPage));
        if (query.Finish() is { } problem)
            return problem;

        var page = await letters.PageAsync(filter, after, size, context.RequestAborted);
        Paging.Link(context, page.Next?.ToString());
        return TypedResults.Ok(page);
    });

    public Task<IResult> GroupsAsync(HttpContext context) => LetterStoreAccess.AskAsync(reader, async letters =>
    {
        var query = new QueryReader(context.Request.Query);
        var filter = LetterQuery.Read(query);
        var (after, size) = (Paging.Cursor(query), Paging.Size(query, StandardPage));
        if (query.Finish() is { } problem)
            return problem;

        var page = await letters.GroupsAsync(filter, after, size, context.RequestAborted);
        Paging.Link(context, page.Next?.ToString());
        return TypedResults.Ok(page);
    });

    public Task<IResult> GroupAsync(HttpContext context, string fingerprint) => LetterStoreAccess.AskAsync<LetterReader>(reader, async letters =>
        await letters.GroupAsync(fingerprint, context.RequestAborted) is { } group
            ? TypedResults.Ok(group)
            : Problems.Of(
                StatusCodes.Status404NotFound,
                "no-such-group",
                "There is no such group.",
                $"No dead letter has the fingerprint '{fingerprint}'. GET /api/dead-letters/groups lists those that there are."));

    public Task<IResult> CountsAsync(HttpContext context) => LetterStoreAccess.AskAsync(reader, async letters =>
        (IResult)TypedResults.Ok(await letters.CountsAsync(context.RequestAborted)));

    public Task<IResult> FindAsync(HttpContext context, string id) => LetterStoreAccess.AskAsync<LetterReader>(reader, async letters =>
        await letters.FindAsync(id, context.RequestAborted) is { } letter
            ? TypedResults.Ok(letter)
            : LetterStoreAccess.NoSuchLetter(id));

    public Task<IResult> ExportAsync(HttpContext context) => LetterStoreAccess.AskAsync(reader, async letters =>
    {
        var query = new QueryReader(context.Request.Query);
        var filter = LetterQuery.Read(query);
        var format = query.OneOf("format", LetterFormats.Named) ?? LetterFormat.Jsonl;
        return query.Finish() is { } problem ? problem : await LetterExport.OpenAsync(letters.StreamAsync(filter, context.RequestAborted), format);
    });

    public Task<IResult> AuditAsync(HttpContext context) => LetterStoreAccess.AskAsync(trail, async audit =>
    {
        var query = new QueryReader(context.Request.Query);
        var (before, size) = (Paging.Number(query), Paging.Size(query, StandardPage));
        if (query.Finish() is { } problem)
            return problem;

        var entries = await audit.PageAsync(before, size, context.RequestAborted);
        var next = entries.Length == size ? entries[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        Paging.Link(context, next);
        return TypedResults.Ok(new AuditPage(entries, next));
    });
}
