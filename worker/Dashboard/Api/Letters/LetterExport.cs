using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;

namespace Dispatch.Worker.Dashboard.Api.Letters;

/// <summary>Streams dead letters, however many: only some are ever in memory.</summary>
internal sealed partial class LetterExport : IResult
{
    private readonly IAsyncEnumerator<StoredLetter> _letters;
    private readonly LetterFormat _format;
    private readonly bool _hasFirst;

    private LetterExport(IAsyncEnumerator<StoredLetter> letters, LetterFormat format, bool hasFirst) =>
        (_letters, _format, _hasFirst) = (letters, format, hasFirst);

    /// <summary>Reads the first letters, so that a store which can't be used is told of while that can still be said.</summary>
    /// <exception cref="StoreException">It can't be used.</exception>
    public static async Task<IResult> OpenAsync(IAsyncEnumerable<StoredLetter> letters, LetterFormat format)
    {
        var enumerator = letters.GetAsyncEnumerator();
        try
        {
            return new LetterExport(enumerator, format, await enumerator.MoveNextAsync());
        }
        catch
        {
            await enumerator.DisposeAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var owned = _letters;
        var (type, name) = _format switch
        {
            LetterFormat.Csv => ("text/csv; charset=utf-8; header=present", "dead-letters.csv"),
            LetterFormat.OpenAi => ("application/jsonl", "dead-letters.errors.jsonl"),
            _ => ("application/jsonl", "dead-letters.jsonl"),
        };
        httpContext.Response.ContentType = type;
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        try
        {
            await WriteAsync(httpContext);
        }
        catch (StoreException exception)
        {
            // An end as if all had been told would be a lie; a connection that breaks off is not.
            LogBrokenOff(httpContext.RequestServices.GetRequiredService<ILogger<LetterExport>>(), exception.Message);
            httpContext.Abort();
        }
    }

    private async Task WriteAsync(HttpContext context)
    {
        var writer = context.Response.BodyWriter;
        await writer.WriteAsync(LetterLines.Header(_format), context.RequestAborted);
        for (var more = _hasFirst; more; more = await _letters.MoveNextAsync())
            await writer.WriteAsync(LetterLines.Of(_letters.Current, _format), context.RequestAborted);
    }

    [LoggerMessage(LogLevel.Warning, "An export of dead letters broke off: {Trouble}")]
    private static partial void LogBrokenOff(ILogger logger, string trouble);
}
