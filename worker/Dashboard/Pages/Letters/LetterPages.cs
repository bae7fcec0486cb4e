using System.Globalization;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard.Access;
using Dispatch.Worker.Dashboard.Pages.Forms;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.Components;

namespace Dispatch.Worker.Dashboard.Pages.Letters;

/// <summary>The pages of dead letters, and the forms on them.</summary>
internal static class LetterPages
{
    private const string Section = "/dead-letters";
    private const string Cursor = "after";
    private const int Groups = 50;
    private const int Entries = 100;

    public static void MapLetterPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPage("/dead-letters", context => Show(context, "Dead letters", GroupsAsync) with { IsLive = true });
        endpoints.MapPage("/dead-letters/list", context => Show(context, "Dead letters", ListAsync));
        endpoints.MapPage("/dead-letters/{id}", context => Show(context, "Dead letter", DetailAsync));
        endpoints.MapPage("/audit", context => Show(context, "Audit", AuditAsync) with { Section = "/audit" });
        endpoints.MapForm("/dead-letters/archive", (context, form) => ChangeAsync(context, form, Done.Archived));
        endpoints.MapForm("/dead-letters/restore", (context, form) => ChangeAsync(context, form, Done.Restored));
        endpoints.MapForm("/dead-letters/{id}/notes", NoteAsync);
    }

    private static Page Show(HttpContext context, string title, Func<HttpContext, LetterReader, CancellationToken, Task<RenderFragment?>> content) =>
        new(title, Section, cancellation => context.RequestServices.GetService<LetterReader>() is { } reader
            ? content(context, reader, cancellation)
            : Task.FromResult<RenderFragment?>(ErrorParts.NoStore));

    private static async Task<RenderFragment?> GroupsAsync(HttpContext context, LetterReader reader, CancellationToken cancellation)
    {
        var query = QueryOf(context);
        var groups = query.Errors.IsEmpty ? await reader.GroupsAsync(query.Filter, After(context), Groups, cancellation) : new GroupPage([], null);
        return GroupsPage.Of(new GroupsModel(
            query, groups, await reader.CountsAsync(cancellation), Here(context), Done.Read(context.Request.Query), Now(context))
        {
            IsContinued = After(context) is not null,
        });
    }

    private static async Task<RenderFragment?> ListAsync(HttpContext context, LetterReader reader, CancellationToken cancellation)
    {
        var query = QueryOf(context);
        var isRead = query.Errors.IsEmpty;
        var snapshot = context.RequestServices.GetRequiredService<ISnapshotSource>().Current;
        return ListPage.Of(new ListModel
        {
            Query = query,
            Page = isRead ? await reader.PageAsync(query.Filter, After(context), ListModel.Size, cancellation) : new LetterPage([], null),
            Count = isRead ? await reader.CountAsync(query.Filter, cancellation) : 0,
            Here = Here(context),
            Now = Now(context),
            Done = Done.Read(context.Request.Query),
            IsContinued = After(context) is not null,
            RoutingGroups = snapshot.Routing.Names,
            Providers = snapshot.Providers.Keys,
        });
    }

    private static async Task<RenderFragment?> DetailAsync(HttpContext context, LetterReader reader, CancellationToken cancellation) =>
        await reader.FindAsync(Id(context), cancellation) is { } detail ? DetailPage.Of(detail, Done.Read(context.Request.Query), Now(context)) : null;

    private static async Task<RenderFragment?> AuditAsync(HttpContext context, LetterReader reader, CancellationToken cancellation)
    {
        long? before = long.TryParse(context.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        var entries = await context.RequestServices.GetRequiredService<AuditTrail>().PageAsync(before, Entries + 1, cancellation);
        var next = entries.Length > Entries ? string.Create(CultureInfo.InvariantCulture, $"/audit?before={entries[Entries - 1].Id}") : null;
        return AuditPage.Of([.. entries.Take(Entries)], next, before is not null, Now(context));
    }

    private static async Task ChangeAsync(HttpContext context, IFormCollection form, string what)
    {
        var query = LetterQuery.Parse(form);
        var back = LocalPath.Of(form["return"], Section);
        // A form of chosen letters in which none is chosen means none, and not all.
        if (!query.Errors.IsEmpty || query.IsEmpty)
        {
            await PageErrors.ShowAsync(context, ErrorParts.Nothing(back, query.Errors), StatusCodes.Status400BadRequest);
            return;
        }

        var store = context.RequestServices.GetRequiredService<LetterStore>();
        var who = Caller.Of(context).Name;
        var count = what == Done.Archived
            ? await store.ArchiveAsync(query.Filter, who, context.RequestAborted)
            : await store.RestoreAsync(query.Filter, who, context.RequestAborted);
        context.GoTo(Done.At(back, what, count));
    }

    private static async Task NoteAsync(HttpContext context, IFormCollection form)
    {
        // Browsers send CR LF for each line break, and count one character.
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        var page = $"{Section}/{Uri.EscapeDataString(Id(context))}";
        if (text.Trim().Length is 0 or > LetterStore.LongestNote)
        {
            await PageErrors.ShowAsync(
                context, ErrorParts.Nothing(page, [$"A note has 1 to {LetterStore.LongestNote} characters."]), StatusCodes.Status400BadRequest);
            return;
        }

        if (await context.RequestServices.GetRequiredService<LetterStore>().AddNoteAsync(Id(context), text, Caller.Of(context).Name, context.RequestAborted))
            context.GoTo(Done.At(page, Done.Noted, 1));
        else
            await PageErrors.ShowAsync(context, ErrorParts.Missing, StatusCodes.Status404NotFound);
    }

    private static LetterQuery QueryOf(HttpContext context) => LetterQuery.OfPage(context.Request.Query, Cursor, Done.Field);

    private static LetterCursor? After(HttpContext context) => LetterCursor.TryParse(context.Request.Query[Cursor], out var cursor) ? cursor : null;

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static string Here(HttpContext context) => context.Request.Path + context.Request.QueryString.Value;

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
