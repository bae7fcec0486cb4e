using System.Diagnostics;
using System.Globalization;
using Dispatch.Contracts;
using Dispatch.Worker.Batches;
using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Queries;
using Dispatch.Worker.Messaging;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Puts what a caller sends on the queue, and says what became of it.</summary>
internal sealed class Enqueueing(RequestSender sender)
{
    // Without a broker nothing but the memory of this process bounds a request.
    private const int LargestInMemory = 64 * 1024 * 1024;

    private const string Remedy = "It is the limit of one request (broker.maxMessageBytes): shorten it, or send images and documents as addresses.";

    private int MaxBytes => (int)Math.Min(sender.MaxBytes, LargestInMemory);

    public async Task<IResult> PostAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var group = query.Text("routingGroup");
        if (query.Finish() is { } problem)
            return problem;
        if (RequestContent.Encoding(context.Request) is { } encoded)
            return encoded;

        var parser = new BatchLineParser(group, MaxBytes);
        return RequestContent.KindOf(context.Request) switch
        {
            ContentKind.Json => await PostOneAsync(context, parser),
            ContentKind.Lines => await PostLinesAsync(context, parser),
            _ => Problems.WrongContentType(context.Request.ContentType, "application/json for one request, or application/jsonl for one on each line"),
        };
    }

    private async Task<IResult> PostOneAsync(HttpContext context, BatchLineParser parser)
    {
        if (await RequestContent.ReadAsync(context, MaxBytes) is not { } body)
            return Problems.TooLarge("The request", MaxBytes, Remedy);
        if (body.Length == 0)
            return Problems.Invalid("no-content", "There is no request.", "The body is empty; send a completion request as JSON, with an 'id' and a 'body'.");

        return parser.Parse(new RawLine(1, body, IsTooLong: false)) switch
        {
            BatchLine.Request request => await SendAsync(request.Value, context),
            BatchLine.Bad bad => Problems.Invalid("bad-request", "It is no completion request.", bad.Reason),
            var line => throw new NotSupportedException(line.GetType().Name),
        };
    }

    private async Task<IResult> SendAsync(CompletionRequest request, HttpContext context)
    {
        try
        {
            await sender.SendAsync(request, TraceOf(context), context.RequestAborted);
            return TypedResults.Accepted((string?)null, new EnqueueReport(1, 0, []) { Id = request.Id });
        }
        catch (OversizedMessageException oversized)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "It is too large.", $"It can't be sent: {oversized.Message}. {Remedy}");
        }
        catch (QueueUnavailableException unavailable)
        {
            return Problems.Of(
                StatusCodes.Status503ServiceUnavailable,
                "queue-unavailable",
                "The queue did not take the request.",
                $"{unavailable.Message} It may have arrived all the same; send it again with the same id.");
        }
    }

    private async Task<IResult> PostLinesAsync(HttpContext context, BatchLineParser parser)
    {
        // Each line has a limit; how many there are is the caller's affair.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        var tally = await new Intake(sender, parser, MaxBytes, TraceOf(context)).TakeAsync(context.Request.Body, context.RequestAborted);
        return tally switch
        {
            { Trouble: { } trouble } => Ended(tally, trouble),
            { IsEmpty: true } => Problems.Invalid("no-content", "There is no request.", "The body holds no line; send completion requests as JSON, one on each line."),
            _ when tally.Report() is { Refused: > 0 } report => Mixed(report),
            _ => TypedResults.Accepted((string?)null, tally.Report()),
        };
    }

    private static IResult Mixed(EnqueueReport report) => Problems.Of(
        StatusCodes.Status422UnprocessableEntity,
        "lines-refused",
        "Some lines are no completion requests.",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(report.Accepted)} accepted and on the queue, {Count(report.Refused)} refused; 'lines' says why. Mend those, and send them alone."),
        Members(report));

    private static IResult Ended(IntakeTally tally, Exception trouble)
    {
        var report = tally.Report();
        var rest = tally.FirstUnconfirmed is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"Line {line} is the first that is not known to be on the queue: send again from there, with the same ids.")
            : "Send again what was not accepted, with the same ids.";
        var members = Members(report).Append(new("firstUnconfirmed", tally.FirstUnconfirmed));
        return trouble is QueueUnavailableException
            ? Problems.Of(
                StatusCodes.Status503ServiceUnavailable,
                "queue-unavailable",
                "The queue did not take all lines.",
                $"{trouble.Message} {Count(report.Accepted)} accepted and on the queue. {rest}",
                members)
            : Problems.Of(
                (trouble as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest,
                "broken-request",
                "The lines can't be read to their end.",
                $"{trouble.Message} {Count(report.Accepted)} accepted and on the queue. {rest}",
                members);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Members(EnqueueReport report) =>
        [new("accepted", report.Accepted), new("refused", report.Refused), new("lines", report.Lines)];

    private static string Count(long lines) => lines == 1 ? "1 line is" : string.Create(CultureInfo.InvariantCulture, $"{lines} lines are");

    // A trace that nobody can read is no reason to refuse a request.
    private static ActivityContext TraceOf(HttpContext context) =>
        ActivityContext.TryParse(context.Request.Headers.TraceParent, context.Request.Headers.TraceState, isRemote: true, out var trace) ? trace : default;
}
