using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Checks a request beyond what its types can say, and reads its history from the headers.</summary>
internal static class RequestReader
{
    public const int MaxIdLength = 512;

    /// <summary>
    /// The deepest that a body may be nested. JSON is read up to 64 levels deep unless a reader is told otherwise, and in a dead letter's
    /// envelope a body lies three levels deeper.
    /// </summary>
    public const int MaxDepth = 61;

    private const int HighestNumber = 1_000_000;

    // No redelivery is that far off: no deadline is that a request gets by itself.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(31);

    /// <exception cref="MalformedMessageException">The message is no completion request; the text says what is wrong.</exception>
    public static ReceivedRequest Read(ConsumeContext<CompletionRequest> context, DateTimeOffset now)
    {
        var parsed = context.ReceiveContext.TryGetPayload(out ParsedRequest? payload) ? payload : null;
        Check(context.Message, isStrict: parsed is not null);
        var history = HistoryOf(context, now, out var sent);
        return new ReceivedRequest(parsed?.Body ?? JsonMarshal.GetRawUtf8Value(context.Message.Body).ToArray(), history, Earliest(DueOf(context, now), context.Message.Deadline, history.ExpiresAt))
        {
            SentAt = sent,
        };
    }

    /// <summary>Whether this may be the id of a request.</summary>
    public static bool IsId(string? id) => !string.IsNullOrWhiteSpace(id) && id.Length <= MaxIdLength;

    // A required property may still be null: MassTransit's serializer does not check nullability.
    internal static void Check(CompletionRequest request, bool isStrict)
    {
        if (string.IsNullOrWhiteSpace(request.Id))
            throw new MalformedMessageException("'id' is empty; it identifies the request and must be given.");
        if (request.Id.Length > MaxIdLength)
            throw new MalformedMessageException($"'id' has {request.Id.Length} characters; at most {MaxIdLength} are allowed.");
        if (request.Body.ValueKind != JsonValueKind.Object)
            throw new MalformedMessageException($"'body' is a JSON {request.Body.ValueKind}; it must be an object.");
        if (!isStrict)
            CheckBody(JsonMarshal.GetRawUtf8Value(request.Body));
        if (request.Endpoint is null || !request.Endpoint.StartsWith('/'))
            throw new MalformedMessageException("'endpoint' must be a path that starts with '/', such as /v1/chat/completions.");
        if (request.Metadata is null)
            throw new MalformedMessageException("'metadata' is null; leave it out or give an object of strings.");
    }

    // An outcome holds the body as it is: what is more than JSON would make the whole outcome unreadable. MassTransit's serializer lets
    // comments and trailing commas pass, and looks into no string.
    private static void CheckBody(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            throw new MalformedMessageException("'body' is not UTF-8.");

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new MalformedMessageException($"'body' is not strict JSON of at most {MaxDepth} levels: {exception.Message}");
        }
    }

    private static History HistoryOf(ConsumeContext context, DateTimeOffset now, out DateTimeOffset? sent)
    {
        sent = null;
        if (HeaderOf(context, BrokerNames.HistoryHeader) is not { } header)
        {
            sent = SentAt(context);
            // A request client gives its request a time to live, and is gone when that is over.
            var expires = context.ExpirationTime is { } expiration ? Utc(expiration) : (DateTimeOffset?)null;
            return History.Start(sent < now ? sent.Value : now) with { ExpiresAt = expires };
        }

        try
        {
            var history = HistoryCodec.Read(header);
            return history.Attempts.All(IsPossible) ? history : throw new JsonException("An attempt has a number or a duration that none can have.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new MalformedMessageException($"The header {BrokerNames.HistoryHeader} is broken: {exception.Message}");
        }
    }

    // Nobody but a forger writes others, and sums of them run past the calendar.
    private static bool IsPossible(Attempt attempt) =>
        attempt is { Number: >= 1 and <= HighestNumber, Round: >= 1 }
        && attempt.Duration >= TimeSpan.Zero && attempt.Duration <= LongestDelay
        && (attempt.RetryAfter is null || attempt.RetryAfter >= TimeSpan.Zero);

    // Only an envelope says when it was sent; for raw JSON MassTransit guesses from the message id, which need not hold a time.
    private static DateTimeOffset? SentAt(ConsumeContext context) =>
        !IsRawJson(context) && context.SentTime is { } sent
            ? Utc(sent)
            : BrokerProperties.TimestampOf(context.ReceiveContext);

    private static bool IsRawJson(ConsumeContext context) =>
        context.ReceiveContext.ContentType?.MediaType != MassTransit.Serialization.SystemTextJsonMessageSerializer.JsonContentType.MediaType;

    private static DateTimeOffset? DueOf(ConsumeContext context, DateTimeOffset now)
    {
        if (HeaderOf(context, BrokerNames.DueHeader) is not { } header)
            return null;

        return long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var due) && due <= (now + LongestDelay).ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(due)
            : throw new MalformedMessageException($"The header {BrokerNames.DueHeader} is no time in milliseconds since 1970, at most {LongestDelay.TotalDays} days from now.");
    }

    // What is past its deadline is not held back any longer.
    // One that is due after its end has none of its time left, so the tolerance must not give it some.
    private static DateTimeOffset? Earliest(DateTimeOffset? due, params ReadOnlySpan<DateTimeOffset?> ends)
    {
        foreach (var end in ends)
            due = end < due ? end + DelayLanes.Tolerance : due;
        return due;
    }

    // Whatever the sender made of it: MassTransit's own typed access throws on a number where it wants text.
    private static string? HeaderOf(ConsumeContext context, string name) =>
        context.ReceiveContext.TransportHeaders.TryGetHeader(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
