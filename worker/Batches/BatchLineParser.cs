using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Batches;

/// <summary>
/// Reads a line in either of two formats, told apart by their ids: OpenAI's batch format (<c>custom_id</c>, <c>method</c>,
/// <c>url</c>, <c>body</c>) and a plain <see cref="CompletionRequest"/> (<c>id</c>, <c>routingGroup</c>, <c>endpoint</c>,
/// <c>body</c>, …). It refuses what the queue would: a request that cannot be read there never comes back.
/// </summary>
/// <param name="group">Routes every line; null: a line's own group, else its body's model.</param>
/// <param name="maxLength">The longest line that is read, in bytes; only named in messages.</param>
internal sealed class BatchLineParser(string? group, int maxLength)
{
    /// <summary>
    /// The queue's serializer reads 64 levels, and a body has three more around it when its request comes back as a dead letter.
    /// </summary>
    private const int MaxDepth = 62;

    private static readonly JsonReaderOptions Lines = new() { MaxDepth = MaxDepth };
    private static readonly JsonSerializerOptions PlainRequest = new() { MaxDepth = MaxDepth };

    private static readonly SearchValues<string> Positions = SearchValues.Create([" Path: ", " LineNumber: "], StringComparison.Ordinal);

    public BatchLine Parse(in RawLine line)
    {
        if (line.IsTooLong)
            return new BatchLine.Bad(line.Number, null, FormattableString.Invariant($"It is longer than {maxLength:N0} bytes."));

        // The reader of JSON looks into no string, and the queue takes no other bytes.
        if (!Utf8.IsValid(line.Bytes.Span))
            return new BatchLine.Bad(line.Number, null, "It is not UTF-8.");

        try
        {
            var root = ParseJson(line.Bytes.Span);
            if (root.ValueKind != JsonValueKind.Object)
                return new BatchLine.Bad(line.Number, null, $"It is a JSON {Kind(root)}; it must be an object.");

            var isBatchFormat = root.TryGetProperty("custom_id", out var id);
            if (!isBatchFormat && !root.TryGetProperty("id", out id))
                return new BatchLine.Bad(line.Number, null, "It has no 'custom_id' (OpenAI's batch format) and no 'id' (a plain completion request).");

            var name = isBatchFormat ? "custom_id" : "id";
            if (Text(id) is not { } text)
                return new BatchLine.Bad(line.Number, null, $"'{name}' is a JSON {Kind(id)}; it must be a string.");
            if (string.IsNullOrWhiteSpace(text) || text.Length > RequestReader.MaxIdLength)
                return new BatchLine.Bad(line.Number, null, $"'{name}' has {text.Length} characters; it must have 1 to {RequestReader.MaxIdLength}, and not be blank.");

            return isBatchFormat ? BatchFormat(line.Number, text, root) : Plain(line.Number, text, root);
        }
        catch (JsonException exception)
        {
            return new BatchLine.Bad(line.Number, null, $"It is no JSON that can be read: {Text(exception)}");
        }
        catch (InvalidOperationException exception)
        {
            // An escaped lone surrogate is fine in a body, which is passed through as bytes, but not in what is read as text here.
            return new BatchLine.Bad(line.Number, null, $"A name or a value outside the body is no valid text: {exception.Message}");
        }
    }

    private BatchLine BatchFormat(long number, string id, JsonElement root)
    {
        if (root.TryGetProperty("method", out var method) && Text(method) is not "POST")
            return Bad("'method' must be \"POST\".");
        if (!root.TryGetProperty("body", out var body))
            return Bad("It has no 'body'.");

        var endpoint = CompletionRequest.ChatCompletions;
        if (root.TryGetProperty("url", out var url))
        {
            if (Text(url) is not { } path)
                return Bad($"'url' is a JSON {Kind(url)}; it must be a string.");
            endpoint = path;
        }

        return Checked(number, new CompletionRequest { Id = id, RoutingGroup = group, Endpoint = endpoint, Body = body }, "url");

        BatchLine.Bad Bad(string reason) => new(number, id, reason);
    }

    private BatchLine Plain(long number, string id, JsonElement root)
    {
        try
        {
            var request = root.Deserialize<CompletionRequest>(PlainRequest)!;
            return Checked(number, group is null ? request : request with { RoutingGroup = group }, "endpoint");
        }
        catch (JsonException exception)
        {
            return new BatchLine.Bad(number, id, $"It is no completion request: {Text(exception)}");
        }
    }

    private static BatchLine Checked(long number, CompletionRequest request, string endpoint)
    {
        // A property with a default may still be null: the serializer does not check nullability.
        var reason = request switch
        {
            { Body.ValueKind: not JsonValueKind.Object } => $"'body' is a JSON {Kind(request.Body)}; it must be an object.",
            { Endpoint: null } => $"'{endpoint}' is null; leave it out or give a path such as {CompletionRequest.ChatCompletions}.",
            _ when !request.Endpoint.StartsWith('/') => $"'{endpoint}' is '{request.Endpoint}'; it must be a path such as {CompletionRequest.ChatCompletions}.",
            { Metadata: null } => "'metadata' is null; leave it out or give an object of strings.",
            _ => null,
        };
        return reason is null ? new BatchLine.Request(number, request) : new BatchLine.Bad(number, request.Id, reason);
    }

    private static JsonElement ParseJson(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, Lines);
        var root = JsonElement.ParseValue(ref reader);

        // Past the end: throws if anything but white space follows.
        reader.Read();
        return root;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The message ends with positions that count from the line, which is the first one to the reader.
    private static string Text(JsonException exception)
    {
        var end = exception.Message.AsSpan().IndexOfAny(Positions);
        var message = end < 0 ? exception.Message : exception.Message[..end];
        return exception.BytePositionInLine is { } position ? FormattableString.Invariant($"{message} (Byte {position + 1} of the line.)") : message;
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
