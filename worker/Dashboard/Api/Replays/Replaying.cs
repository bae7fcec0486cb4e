using System.Globalization;
using Dispatch.Worker.Dashboard.Access;
using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Letters;
using Dispatch.Worker.Dashboard.Api.Queries;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Dashboard.Api.Replays;

/// <summary>Orders replays, and tells how they are.</summary>
internal sealed class Replaying(ReplayJobs? jobs = null, MessageBounds? bounds = null)
{
    private const int StandardPage = 50;
    private const int MostJobs = 200;
    private const int MostItems = 1000;

    // An edited body, which may be as large as a message, and the order around it; in memory nothing else bounds it.
    private const int RoomAroundBody = 64 * 1024;
    private const int LargestInMemory = 64 * 1024 * 1024;

    private int MaxBytes => (int)Math.Min(bounds?.MaxBytes ?? LargestInMemory, LargestInMemory) + RoomAroundBody;

    private delegate Task<ReplayJob> Change(Guid id, string who, CancellationToken cancellationToken);

    private delegate Task<IResult> Ask(ReplayJobs replays, ReplayOrder order, CancellationToken cancellationToken);

    public Task<IResult> PreviewAsync(HttpContext context) => AskAsync(context, NoQuery, PreviewAsync);

    public Task<IResult> CreateAsync(HttpContext context)
    {
        var isPreview = false;
        return AskAsync(
            context,
            query => isPreview = query.Switch("preview"),
            (replays, order, cancellationToken) => (isPreview ? (Ask)PreviewAsync : CreateAsync)(replays, order, cancellationToken));
    }

    public Task<IResult> ListAsync(HttpContext context) => LetterStoreAccess.AskAsync(jobs, async replays =>
    {
        var query = new QueryReader(context.Request.Query);
        var (after, size) = (Paging.Id(query), query.Number("limit", 1, MostJobs, StandardPage));
        if (query.Finish() is { } problem)
            return problem;

        var page = await replays.ListAsync(size, after, context.RequestAborted);
        Paging.Link(context, page.Next?.ToString());
        return TypedResults.Ok(page);
    });

    public Task<IResult> FindAsync(HttpContext context, string id) => LetterStoreAccess.AskAsync<ReplayJobs>(jobs, async replays =>
        Guid.TryParse(id, out var replay) && await replays.FindAsync(replay, context.RequestAborted) is { } job ? TypedResults.Ok(job) : NoSuchReplay(id));

    public Task<IResult> ItemsAsync(HttpContext context, string id) => LetterStoreAccess.AskAsync(jobs, async replays =>
    {
        var query = new QueryReader(context.Request.Query);
        var state = query.OneOf("state", QueryNames.Of<ReplayItemState>());
        var (after, size) = (Paging.Number(query), query.Number("limit", 1, MostItems, StandardPage));
        if (query.Finish() is { } problem)
            return problem;
        if (!Guid.TryParse(id, out var replay) || await replays.FindAsync(replay, context.RequestAborted) is null)
            return NoSuchReplay(id);

        var page = await replays.ItemsAsync(replay, state, size, (int)Math.Min(after ?? 0, int.MaxValue), context.RequestAborted);
        Paging.Link(context, page.Next?.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(page);
    });

    public Task<IResult> PauseAsync(HttpContext context, string id) => ChangeAsync(context, id, replays => replays.PauseAsync);

    public Task<IResult> ResumeAsync(HttpContext context, string id) => ChangeAsync(context, id, replays => replays.ResumeAsync);

    public Task<IResult> CancelAsync(HttpContext context, string id) => ChangeAsync(context, id, replays => replays.CancelAsync);

    public Task<IResult> SendAgainAsync(HttpContext context, string id) => ChangeAsync(context, id, replays => replays.SendUnknownAgainAsync);

    private static async Task<IResult> PreviewAsync(ReplayJobs replays, ReplayOrder order, CancellationToken cancellationToken) =>
        TypedResults.Ok(await replays.PreviewAsync(order, cancellationToken));

    private static async Task<IResult> CreateAsync(ReplayJobs replays, ReplayOrder order, CancellationToken cancellationToken)
    {
        var job = await replays.CreateAsync(order, cancellationToken);
        return TypedResults.Created($"/api/replays/{job.Id}", job);
    }

    private static void NoQuery(QueryReader query)
    {
    }

    private Task<IResult> AskAsync(
        HttpContext context, Action<QueryReader> read, Ask ask) =>
        LetterStoreAccess.AskAsync(jobs, async replays =>
        {
            var query = new QueryReader(context.Request.Query);
            read(query);
            if (query.Finish() is { } wrong)
                return wrong;
            var (request, problem) = await BodyReader.ReadAsync<ReplayRequest>(context, MaxBytes);
            if (problem is not null)
                return problem;
            if (!request!.TryResolve(Caller.Of(context).Name, out var order, out var error))
                return Problems.Invalid("bad-selection", "It is not clear which dead letters are meant.", error);

            return await RefusableAsync(() => ask(replays, order, context.RequestAborted));
        });

    private Task<IResult> ChangeAsync(HttpContext context, string id, Func<ReplayJobs, Change> change) => LetterStoreAccess.AskAsync(jobs, async replays =>
    {
        if (new QueryReader(context.Request.Query).Finish() is { } wrong)
            return wrong;
        if (!Guid.TryParse(id, out var replay))
            return NoSuchReplay(id);

        return await RefusableAsync(async () => TypedResults.Ok(await change(replays)(replay, Caller.Of(context).Name, context.RequestAborted)));
    });

    private static async Task<IResult> RefusableAsync(Func<Task<IResult>> order)
    {
        try
        {
            return await order();
        }
        catch (ReplayRefusedException refused)
        {
            var (status, type, title) = refused.Refusal switch
            {
                ReplayRefusal.NotFound => (StatusCodes.Status404NotFound, "no-such-replay", "There is no such replay, or no dead letter that is meant."),
                ReplayRefusal.Conflict => (StatusCodes.Status409Conflict, "wrong-state", "It is in a state that does not allow it."),
                _ => (StatusCodes.Status400BadRequest, "bad-order", "The order is wrong."),
            };
            return Problems.Of(status, type, title, refused.Message, new KeyValuePair<string, object?>("errors", refused.Errors.ToArray()));
        }
    }

    private static IResult NoSuchReplay(string id) => Problems.Of(
        StatusCodes.Status404NotFound, "no-such-replay", "There is no such replay.", $"No replay has the id '{id}'. GET /api/replays lists those that there are.");
}
