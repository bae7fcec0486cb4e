using System.Globalization;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Checks a request beyond what its types can say, and reads its history from the headers.</summary>
internal static class RequestReader
{
    public const int MaxIdLength = 512;

    /// <exception cref="MalformedMessageException">The message is no completion request; the text says what is wrong.</exception>
    public static ReceivedRequest Read(ConsumeContext<CompletionRequest> context, DateTimeOffset now)
    {
        Check(context.Message);
        return new ReceivedRequest(HistoryOf(context, now), DueOf(context));
    }

    /// <summary>Whether this may be the id of a request.</summary>
    public static bool IsId(string? id) => !string.IsNullOrWhiteSpace(id) && id.Length <= MaxIdLength;

    // A required property may still be null: MassTransit's serializer does not check nullability.
    private static void Check(CompletionRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Id))
            throw new MalformedMessageException("'id' is empty; it identifies the request and must be given.");
        if (request.Id.Length > MaxIdLength)
            throw new MalformedMessageException($"'id' has {request.Id.Length} characters; at most {MaxIdLength} are allowed.");
        if (request.Body.ValueKind != JsonValueKind.Object)
            throw new MalformedMessageException($"'body' is a JSON {request.Body.ValueKind}; it must be an object.");
        if (request.Endpoint is null || !request.Endpoint.StartsWith('/'))
            throw new MalformedMessageException("'endpoint' must be a path that starts with '/', such as /v1/chat/completions.");
        if (request.Metadata is null)
            throw new MalformedMessageException("'metadata' is null; leave it out or give an object of strings.");
    }

    private static History HistoryOf(ConsumeContext context, DateTimeOffset now)
    {
        if (HeaderOf(context, BrokerNames.HistoryHeader) is not { } header)
        {
            // A request client gives its request a time to live, and is gone when that is over.
            var expires = context.ExpirationTime is { } expiration ? Utc(expiration) : (DateTimeOffset?)null;
            return History.Start(SentAt(context) is { } sent && sent < now ? sent : now) with { ExpiresAt = expires };
        }

        try
        {
            return HistoryCodec.Read(header);
        }
        catch (JsonException exception)
        {
            throw new MalformedMessageException($"The header {BrokerNames.HistoryHeader} is broken: {exception.Message}");
        }
    }

    // Only an envelope says when it was sent; for raw JSON MassTransit guesses from the message id, which need not hold a time.
    private static DateTimeOffset? SentAt(ConsumeContext context) =>
        !IsRawJson(context) && context.SentTime is { } sent
            ? Utc(sent)
            : BrokerProperties.TimestampOf(context.ReceiveContext);

    private static bool IsRawJson(ConsumeContext context) =>
        context.ReceiveContext.ContentType?.MediaType != MassTransit.Serialization.SystemTextJsonMessageSerializer.JsonContentType.MediaType;

    private static DateTimeOffset? DueOf(ConsumeContext context)
    {
        if (HeaderOf(context, BrokerNames.DueHeader) is not { } header)
            return null;

        return long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var due) && due <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(due)
            : throw new MalformedMessageException($"The header {BrokerNames.DueHeader} is no time in milliseconds since 1970.");
    }

    // Whatever the sender made of it: MassTransit's own typed access throws on a number where it wants text.
    private static string? HeaderOf(ConsumeContext context, string name) =>
        context.ReceiveContext.TransportHeaders.TryGetHeader(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
