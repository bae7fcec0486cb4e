using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dispatch.Worker.Providers;

/// <summary>
/// A request's body, and what one look at its top level says of it. The model is replaced around the bytes that the publisher wrote:
/// nothing is written anew, and nothing large copied.
/// </summary>
internal sealed class RequestBody
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    // Where the value of the model stands; behind the opening brace, and empty, where there is none.
    private readonly Range _model = 1..1;
    private readonly List<Range>? _models;
    private readonly bool _isEmpty = true;

    private RequestBody(JsonElement element, ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        var whole = JsonMarshal.GetRawUtf8Value(element);
        foreach (var member in element.EnumerateObject())
        {
            _isEmpty = false;
            var name = NameOf(member);
            var value = member.Value;
            if (name.SequenceEqual("model"u8))
            {
                var place = PlaceOf(value, whole);
                if (HasModel)
                    (_models ??= [_model]).Add(place);
                (_model, Model) = (place, TextOf(value));
            }
            else if (name.SequenceEqual("stream"u8))
                Streams |= value.ValueKind == JsonValueKind.True;
            else if (name.SequenceEqual("max_tokens"u8) || name.SequenceEqual("max_completion_tokens"u8))
                MaxTokens = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var limit) && limit > 0 ? limit : MaxTokens;
        }
    }

    /// <summary>The body as the publisher wrote it: a JSON object, without space around it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The <c>model</c> that it names; the last one where it names several; null where that is no string.</summary>
    public string? Model { get; }

    /// <summary>It asks for a stream: a <c>stream</c> is <c>true</c>.</summary>
    public bool Streams { get; }

    /// <summary>The tokens that it lets the answer have; null where it sets no limit.</summary>
    public int? MaxTokens { get; }

    private bool HasModel => !_model.Equals(1..1);

    /// <summary>Looks at a body that has been parsed.</summary>
    /// <param name="element">The body, a JSON object.</param>
    /// <param name="bytes">Its bytes, kept.</param>
    /// <exception cref="JsonException">It is another JSON value.</exception>
    public static RequestBody Of(JsonElement element, ReadOnlyMemory<byte> bytes) => element.ValueKind == JsonValueKind.Object
        ? new RequestBody(element, bytes)
        : throw new JsonException("The body is not a JSON object.");

    /// <summary>Looks at a body that has not been parsed yet.</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static RequestBody Parse(ReadOnlyMemory<byte> json)
    {
        var element = JsonElement.Parse(json.Span, AnyDepth);
        return Of(element, json.Slice(json.Span.IndexOf((byte)'{') is > 0 and var start ? start : 0, JsonMarshal.GetRawUtf8Value(element).Length));
    }

    /// <summary>
    /// The same body with <paramref name="model"/> in place of every <c>model</c> of its top level, or put first where it has none; all
    /// other bytes are those of the publisher.
    /// </summary>
    public ReadOnlySequence<byte> WithModel(string model)
    {
        var name = JsonEncodedText.Encode(model, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        byte[] text = HasModel ? [(byte)'"', .. name, (byte)'"'] : [.. "\"model\":\""u8, .. name, (byte)'"', .. _isEmpty ? ""u8 : ","u8];
        return _models is null
            ? BodyPiece.Join(Bytes[.._model.Start.Value], text, Bytes[_model.End.Value..])
            : new ReadOnlySequence<byte>(Splice(Bytes.Span, _models, text));
    }

    private static byte[] Splice(ReadOnlySpan<byte> body, List<Range> places, ReadOnlySpan<byte> text)
    {
        var spliced = new ArrayBufferWriter<byte>(body.Length + (places.Count * text.Length));
        var read = 0;
        foreach (var place in places)
        {
            spliced.Write(body[read..place.Start.Value]);
            spliced.Write(text);
            read = place.End.Value;
        }

        spliced.Write(body[read..]);
        return spliced.WrittenSpan.ToArray();
    }

    private static Range PlaceOf(JsonElement value, ReadOnlySpan<byte> whole)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        whole.Overlaps(raw, out var start);
        return start..(start + raw.Length);
    }

    private static ReadOnlySpan<byte> NameOf(JsonProperty member)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        if (!raw.Contains((byte)'\\'))
            return raw;

        try
        {
            return Encoding.UTF8.GetBytes(member.Name);
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate is valid JSON, and no text.
            return default;
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
