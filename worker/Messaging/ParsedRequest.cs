using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// A message of strict JSON, parsed in one pass over its bytes. The request's body lies in these bytes and need not be copied, and that it
/// is strict JSON need not be checked again. Disposed when nothing of the message is needed any more.
/// </summary>
internal sealed class ParsedRequest : IDisposable
{
    private readonly JsonDocument _document;
    private readonly byte[] _message;

    private ParsedRequest(JsonDocument document, byte[] message) => (_document, _message) = (document, message);

    public JsonElement Root => _document.RootElement;

    /// <summary>The bytes of the request's body, valid for as long as somebody holds them.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>null: it is no strict JSON, or deeper.</summary>
    /// <param name="message">The message's bytes, kept.</param>
    /// <param name="maxDepth">The deepest that it may be nested.</param>
    public static ParsedRequest? Parse(byte[] message, int maxDepth)
    {
        // The parser does not look into strings.
        if (!Utf8.IsValid(message))
            return null;

        try
        {
            return new ParsedRequest(JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = maxDepth }), message);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Finds the body of <paramref name="request"/>, which was read from <see cref="Root"/>.</summary>
    public void Locate(CompletionRequest request)
    {
        var body = JsonMarshal.GetRawUtf8Value(request.Body);
        _message.AsSpan().Overlaps(body, out var start);
        Body = _message.AsMemory(start, body.Length);
    }

    public void Dispose() => _document.Dispose();
}
