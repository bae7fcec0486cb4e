using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard.Access;
using Dispatch.Worker.Dashboard.Pages.Forms;
using Dispatch.Worker.Dashboard.Pages.Letters;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Primitives;

namespace Dispatch.Worker.Dashboard.Pages.Replaying;

/// <summary>The pages of replays, and the forms on them.</summary>
internal static class ReplayPages
{
    private const string Section = "/replays";
    private const int Shown = 25;
    private const int Items = 200;

    public static void MapReplayPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPage("/replays", context => Show(context, "Replays", ListAsync) with { IsLive = true });
        endpoints.MapPage("/replays/new", context => Show(context, "Replay", (_, _, cancellation) => NewAsync(context, cancellation)));
        endpoints.MapPage("/replays/{id:guid}", context => Show(context, "Replay", OneAsync) with { IsLive = true });
        endpoints.MapForm("/replays/new/preview", PreviewAsync);
        // Who signs in anew, or follows an address, comes without the form.
        endpoints.MapGet("/replays/new/preview", (RequestDelegate)(context =>
        {
            context.GoTo("/dead-letters");
            return Task.CompletedTask;
        })).ExcludeFromDescription();
        endpoints.MapForm("/replays", StartAsync);
        endpoints.MapForm("/replays/{id:guid}/pause", (context, _) => ChangeAsync(context, (jobs, id, who, cancellation) => jobs.PauseAsync(id, who, cancellation)));
        endpoints.MapForm("/replays/{id:guid}/resume", (context, _) => ChangeAsync(context, (jobs, id, who, cancellation) => jobs.ResumeAsync(id, who, cancellation)));
        endpoints.MapForm("/replays/{id:guid}/cancel", (context, _) => ChangeAsync(context, (jobs, id, who, cancellation) => jobs.CancelAsync(id, who, cancellation)));
        endpoints.MapForm(
            "/replays/{id:guid}/send-again", (context, _) => ChangeAsync(context, (jobs, id, who, cancellation) => jobs.SendUnknownAgainAsync(id, who, cancellation)));
    }

    private static Page Show(HttpContext context, string title, Func<HttpContext, ReplayJobs, CancellationToken, Task<RenderFragment?>> content) =>
        new(title, Section, cancellation => context.RequestServices.GetService<ReplayJobs>() is { } jobs
            ? content(context, jobs, cancellation)
            : Task.FromResult<RenderFragment?>(ErrorParts.NoStore));

    private static async Task<RenderFragment?> ListAsync(HttpContext context, ReplayJobs jobs, CancellationToken cancellation)
    {
        Guid? after = Guid.TryParse(context.Request.Query["after"], out var id) ? id : null;
        return ReplaysPage.Of(await jobs.ListAsync(Shown, after, cancellation), after is not null, Now(context));
    }

    private static async Task<RenderFragment?> OneAsync(HttpContext context, ReplayJobs jobs, CancellationToken cancellation) =>
        await jobs.FindAsync(Id(context), cancellation) is { } job
            ? ReplayPage.Of(job, await jobs.ItemsAsync(job.Id, state: null, Items, after: 0, cancellation), Now(context))
            : null;

    private static async Task<RenderFragment?> NewAsync(HttpContext context, CancellationToken cancellation) =>
        ReplayFormPage.Of(await ModelAsync(context, context.Request.Query, cancellation));

    private static async Task PreviewAsync(HttpContext context, IFormCollection form) =>
        await ShowFormAsync(context, await ModelAsync(context, form, context.RequestAborted));

    private static async Task StartAsync(HttpContext context, IFormCollection form)
    {
        var model = await ModelAsync(context, form, context.RequestAborted);
        // What is ordered is what was looked at, and nothing that was changed after it.
        if (model.Preview is null || form["previewed"] != model.Fields.Token)
        {
            await ShowFormAsync(context, model with { IsChanged = model.Preview is not null });
            return;
        }

        try
        {
            var job = await context.RequestServices.GetRequiredService<ReplayJobs>().CreateAsync(OrderOf(context, model), context.RequestAborted);
            context.GoTo($"{Section}/{job.Id}");
        }
        catch (ReplayRefusedException refused)
        {
            await ShowFormAsync(context, model with { Errors = refused.Errors });
        }
    }

    private static async Task ChangeAsync(HttpContext context, Func<ReplayJobs, Guid, string, CancellationToken, Task<ReplayJob>> change)
    {
        try
        {
            var job = await change(context.RequestServices.GetRequiredService<ReplayJobs>(), Id(context), Caller.Of(context).Name, context.RequestAborted);
            context.GoTo($"{Section}/{job.Id}");
        }
        catch (ReplayRefusedException refused)
        {
            var status = refused.Refusal == ReplayRefusal.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict;
            await PageErrors.ShowAsync(context, ErrorParts.Nothing($"{Section}/{Id(context)}", refused.Errors), status);
        }
    }

    private static async Task<ReplayFormModel> ModelAsync(HttpContext context, IEnumerable<KeyValuePair<string, StringValues>> given, CancellationToken cancellation)
    {
        var fields = given.ToList();
        var query = LetterQuery.Parse(fields);
        var read = ReplayFields.Parse(fields, await BodyAsync(context, query, cancellation));
        var snapshot = context.RequestServices.GetRequiredService<ISnapshotSource>().Current;
        var model = new ReplayFormModel
        {
            Letters = query.Filter,
            Fields = read,
            Errors = [.. query.Errors, .. read.Errors],
            Return = LocalPath.Of(fields.FirstOrDefault(field => field.Key == "return").Value, "/dead-letters"),
            Routes = snapshot.Routing.Names,
            UsualRate = context.RequestServices.GetRequiredService<ReplaySettings>().Options.Rate,
        };
        // A form of chosen letters in which none is chosen means none, and not all.
        if (query.IsEmpty)
            return model with { Errors = ["No dead letter was chosen. Go back, choose some, and try again."] };
        if (!model.Errors.IsEmpty)
            return model;

        try
        {
            return model with { Preview = await context.RequestServices.GetRequiredService<ReplayJobs>().PreviewAsync(OrderOf(context, model), cancellation) };
        }
        catch (ReplayRefusedException refused)
        {
            return model with { Errors = refused.Errors };
        }
    }

    // The body of a single letter can be edited.
    private static async Task<string?> BodyAsync(HttpContext context, LetterQuery query, CancellationToken cancellation) =>
        query.Filter.Ids is [var id] && await context.RequestServices.GetRequiredService<LetterReader>().FindAsync(id, cancellation) is { Letter.Request: { } request }
            ? ContentText.Of(request.Body)
            : null;

    private static ReplayOrder OrderOf(HttpContext context, ReplayFormModel model) => new()
    {
        Letters = model.Letters,
        Changes = model.Fields.Changes,
        Rate = model.Fields.RequestsPerSecond,
        Who = Caller.Of(context).Name,
        Remark = model.Fields.Remark is { Length: > 0 } remark ? remark : null,
    };

    private static Task ShowFormAsync(HttpContext context, ReplayFormModel model) =>
        new Page("Replay", Section, _ => Task.FromResult<RenderFragment?>(ReplayFormPage.Of(model)))
        {
            Status = model.Errors.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        }.AnswerAsync(context);

    private static Guid Id(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["id"]!);

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
