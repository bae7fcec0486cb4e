using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dispatch.Worker.Providers;

/// <summary>
/// Looks at a request's body and replaces its model, in one pass over the bytes: nothing is parsed into a tree and nothing
/// written anew, so that a provider gets what the publisher wrote.
/// </summary>
internal static class RequestBody
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads the facts of a body. Throws <see cref="JsonException"/> where it is not JSON.</summary>
    public static BodyFacts Inspect(ReadOnlyMemory<byte> body) => Scan(body.Span, models: null).Facts;

    /// <summary>
    /// The same body with <paramref name="model"/> in place of every <c>model</c> of its top level, or put first where it has none; all
    /// other bytes stay as they are. Throws <see cref="JsonException"/> where it is not a JSON object.
    /// </summary>
    public static ReadOnlyMemory<byte> WithModel(ReadOnlyMemory<byte> body, string model)
    {
        var models = new List<Range>(capacity: 1);
        var (facts, start, isEmpty) = Scan(body.Span, models);
        if (!facts.IsObject)
            throw new JsonException("The body is not a JSON object.");

        var name = JsonEncodedText.Encode(model, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        return models.Count > 0
            ? Splice(body.Span, models, [(byte)'"', .. name, (byte)'"'])
            : Splice(body.Span, [start..start], [.. "\"model\":\""u8, .. name, (byte)'"', .. isEmpty ? ""u8 : ","u8]);
    }

    private static (BodyFacts Facts, int Start, bool IsEmpty) Scan(ReadOnlySpan<byte> body, List<Range>? models)
    {
        var reader = new Utf8JsonReader(body, AnyDepth);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return default;

        var start = (int)reader.BytesConsumed;
        var isEmpty = true;
        string? model = null;
        var streams = false;
        int? maxTokens = null;
        for (; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; isEmpty = false)
        {
            var isModel = IsNamed(ref reader, "model"u8);
            var isStream = !isModel && IsNamed(ref reader, "stream"u8);
            var isLimit = !isModel && !isStream && (IsNamed(ref reader, "max_completion_tokens"u8) || IsNamed(ref reader, "max_tokens"u8));
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            streams |= isStream && reader.TokenType == JsonTokenType.True;
            if (isModel)
                model = Text(ref reader);
            if (isLimit && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var limit) && limit > 0)
                maxTokens = limit;
            reader.Skip();
            if (isModel)
                models?.Add(valueStart..(int)reader.BytesConsumed);
        }

        // Past the end: throws if anything but white space follows.
        reader.Read();
        return (new BodyFacts(model, streams, maxTokens, IsObject: true), start, isEmpty);
    }

    private static byte[] Splice(ReadOnlySpan<byte> body, List<Range> places, ReadOnlySpan<byte> text)
    {
        var length = body.Length;
        foreach (var place in places)
            length += text.Length - (place.End.Value - place.Start.Value);

        var spliced = new byte[length];
        var read = 0;
        var written = 0;
        foreach (var place in places)
        {
            body[read..place.Start.Value].CopyTo(spliced.AsSpan(written));
            written += place.Start.Value - read;
            text.CopyTo(spliced.AsSpan(written));
            written += text.Length;
            read = place.End.Value;
        }

        body[read..].CopyTo(spliced.AsSpan(written));
        return spliced;
    }

    private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.SequenceEqual(name);

        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate is valid JSON, and no text.
            return false;
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
