using System.Text.Json;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>The little of a request that a hand-written loop needs, read in one pass without an object for it.</summary>
internal readonly record struct RequestParts(string Id, int BodyStart, int BodyLength)
{
    /// <exception cref="JsonException">It is no JSON, or has no id or no body.</exception>
    public static RequestParts Read(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        string? id = null;
        var (start, length) = (0, 0);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.GetString();
            }
            else if (reader.ValueTextEquals("body"u8))
            {
                reader.Read();
                start = (int)reader.TokenStartIndex;
                reader.Skip();
                length = (int)reader.BytesConsumed - start;
            }
            else
            {
                reader.Skip();
            }
        }

        return id is null || length == 0 ? throw new JsonException("The request has no id or no body.") : new RequestParts(id, start, length);
    }
}
