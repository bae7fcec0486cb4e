using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>What a body says that it is.</summary>
internal enum ContentKind
{
    /// <summary>Nothing that is taken.</summary>
    Other,

    /// <summary>One JSON value.</summary>
    Json,

    /// <summary>A JSON value on each line.</summary>
    Lines,
}

/// <summary>Reads the body of a request, and what its headers say of it.</summary>
internal static class RequestContent
{
    /// <summary>The media types of lines, the first of them the one to name.</summary>
    public static IReadOnlyList<string> LineTypes { get; } = ["application/jsonl", "application/x-ndjson", "application/ndjson", "application/jsonlines"];

    public static ContentKind KindOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsUnicode(type))
            return ContentKind.Other;
        if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return ContentKind.Json;

        return LineTypes.Any(each => type.MediaType.Equals(each, StringComparison.OrdinalIgnoreCase)) ? ContentKind.Lines : ContentKind.Other;
    }

    /// <summary>The problem with a body that is compressed; null: it is not.</summary>
    public static ProblemHttpResult? Encoding(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => null,
        var encoding => Problems.Of(
            StatusCodes.Status415UnsupportedMediaType,
            "compressed",
            "A compressed body is not taken.",
            $"The Content-Encoding is '{encoding}'; send the body as it is, without that header."),
    };

    /// <summary>The whole body; null: it is longer than <paramref name="max"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, int max)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = max;

        var buffer = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static bool IsUnicode(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase);
}
