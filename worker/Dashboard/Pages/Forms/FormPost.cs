using Dispatch.Worker.Dashboard.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Worker.Dashboard.Pages.Forms;

/// <summary>A form that a page of this worker has sent.</summary>
internal static class FormPost
{
    // An edited body is a field, and a message may have 16 MiB at the usual broker.
    private const int LargestField = 16 * 1024 * 1024;

    // A page of letters with each of them chosen, and what stands beside.
    private const int MostFields = 1024;

    /// <summary>Maps what changes something: it is done for forms of pages of this worker alone, and ends in another page.</summary>
    /// <param name="endpoints">Where it is mapped.</param>
    /// <param name="path">The path.</param>
    /// <param name="act">Does it.</param>
    public static void MapForm(this IEndpointRouteBuilder endpoints, string path, Func<HttpContext, IFormCollection, Task> act) =>
        endpoints.MapPost(path, (RequestDelegate)(context => AnswerAsync(context, act))).ExcludeFromDescription();

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, IFormCollection, Task> act)
    {
        // A form on somebody else's page would be sent with what this browser is signed in by.
        if (!SameOrigin.Sent(context.Request) || !context.Request.HasFormContentType)
        {
            await PageWriter.WriteAsync(context, Layout.Of(new Page("Not done", null, _ => Task.FromResult<RenderFragment?>(null)), ErrorParts.Foreign, isSignedIn: false), StatusCodes.Status400BadRequest);
            return;
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(
                new FormOptions { ValueLengthLimit = LargestField, ValueCountLimit = MostFields, BufferBodyLengthLimit = 2L * LargestField }, context.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            await PageWriter.WriteAsync(context, Layout.Of(new Page("Not done", null, _ => Task.FromResult<RenderFragment?>(null)), ErrorParts.TooLarge, isSignedIn: false), StatusCodes.Status413PayloadTooLarge);
            return;
        }

        await PageErrors.GuardAsync(context, () => act(context, form));
    }
}
