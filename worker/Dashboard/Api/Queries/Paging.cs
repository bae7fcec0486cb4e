using System.Globalization;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.WebUtilities;

namespace Dispatch.Worker.Dashboard.Api.Queries;

/// <summary>Pages: how large one is to be, where it begins, and where the next one is.</summary>
internal static class Paging
{
    private const string CursorName = "cursor";

    public static int Size(QueryReader query, int standard) => query.Number("limit", 1, LetterReader.LargestPage, standard);

    public static LetterCursor? Cursor(QueryReader query)
    {
        if (query.Text(CursorName) is not { } text)
            return null;
        if (LetterCursor.TryParse(text, out var cursor))
            return cursor;

        Refuse(query, text);
        return null;
    }

    /// <summary>The cursor of what is numbered.</summary>
    public static long? Number(QueryReader query)
    {
        if (query.Text(CursorName) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;

        Refuse(query, text);
        return null;
    }

    /// <summary>The cursor of what has ids.</summary>
    public static Guid? Id(QueryReader query)
    {
        if (query.Text(CursorName) is not { } text)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;

        Refuse(query, text);
        return null;
    }

    /// <summary>Names the next page in a <c>Link</c> header (RFC 8288), where there is one.</summary>
    public static void Link(HttpContext context, string? next)
    {
        if (next is null)
            return;

        var query = context.Request.Query.Where(each => each.Key != CursorName)
            .SelectMany(each => each.Value.Select(value => KeyValuePair.Create(each.Key, value))).Append(new(CursorName, next));
        context.Response.Headers.Link = $"<{QueryHelpers.AddQueryString(context.Request.PathBase + context.Request.Path, query)}>; rel=\"next\"";
    }

    private static void Refuse(QueryReader query, string text) =>
        query.Refuse("bad-cursor", $"'{CursorName}' is '{text}', which no page has given; take 'next' of the page before as it is, or leave it out.");
}
