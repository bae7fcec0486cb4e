using Dispatch.Worker.Dashboard.Access;
using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Queries;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Worker.Dashboard.Api.Letters;

/// <summary>Changes what people change about dead letters, in the name of the caller.</summary>
internal sealed class LetterChanging(LetterStore? store = null, LetterReader? reader = null)
{
    private const int MaxBytes = 256 * 1024;

    private delegate Task<long> Change(LetterFilter filter, string who, CancellationToken cancellationToken);

    public Task<IResult> ArchiveAsync(HttpContext context) => ChangeAsync(context, letters => letters.ArchiveAsync);

    public Task<IResult> RestoreAsync(HttpContext context) => ChangeAsync(context, letters => letters.RestoreAsync);

    public Task<IResult> ArchiveOneAsync(HttpContext context, string id) =>
        ChangeOneAsync(context, id, letters => letters.ArchiveAsync, "open, so that it can be put aside");

    public Task<IResult> RestoreOneAsync(HttpContext context, string id) =>
        ChangeOneAsync(context, id, letters => letters.RestoreAsync, "archived, so that it can be taken up again");

    public Task<IResult> NoteAsync(HttpContext context, string id) => LetterStoreAccess.AskAsync(store, async letters =>
    {
        if (NoQuery(context) is { } wrong)
            return wrong;
        var (note, problem) = await BodyReader.ReadAsync<NoteText>(context, MaxBytes);
        if (problem is not null)
            return problem;
        // What was left out is null, whatever the type says.
        var text = (note!.Text ?? "").Trim();
        if (text.Length is 0 or > LetterStore.LongestNote)
            return Problems.Invalid("bad-body", "The body is wrong.", $"'text' has {text.Length} characters; it must have 1 to {LetterStore.LongestNote}.");

        return await letters.AddNoteAsync(id, text, Caller.Of(context).Name, context.RequestAborted)
            ? TypedResults.NoContent()
            : LetterStoreAccess.NoSuchLetter(id);
    });

    private Task<IResult> ChangeAsync(HttpContext context, Func<LetterStore, Change> change) => LetterStoreAccess.AskAsync(store, async letters =>
    {
        if (NoQuery(context) is { } wrong)
            return wrong;
        var (selection, problem) = await BodyReader.ReadAsync<LetterSelection>(context, MaxBytes);
        if (problem is not null)
            return problem;
        if (!selection!.TryResolve(out var filter, out var error))
            return Problems.Invalid("bad-selection", "It is not clear which dead letters are meant.", error);

        return TypedResults.Ok(new LettersChanged(await change(letters)(filter, Caller.Of(context).Name, context.RequestAborted)));
    });

    private Task<IResult> ChangeOneAsync(HttpContext context, string id, Func<LetterStore, Change> change, string needed) =>
        LetterStoreAccess.AskAsync(store, async letters =>
        {
            if (NoQuery(context) is { } wrong)
                return wrong;
            if (await change(letters)(new LetterFilter { Ids = [id] }, Caller.Of(context).Name, context.RequestAborted) is > 0 and var changed)
                return TypedResults.Ok(new LettersChanged(changed));

            return await reader!.FindAsync(id, context.RequestAborted) is { Summary: var letter }
                ? Problems.Of(StatusCodes.Status409Conflict, "wrong-state", "The dead letter is in another state.", $"It is {ApiNames.Of(letter.State)}; it must be {needed}.")
                : LetterStoreAccess.NoSuchLetter(id);
        });

    private static ProblemHttpResult? NoQuery(HttpContext context) => new QueryReader(context.Request.Query).Finish();
}
