using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>The value of a header as text, whatever AMQP lets it be; a table or list is JSON.</summary>
internal static class HeaderText
{
    // A header may be nested as deep as a frame has room for; nobody reads that.
    private const int Deepest = 32;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        IDictionary or IList => NodeOf(value, 0)?.ToJsonString(Options) ?? "",
        AmqpTimestamp time => time.UnixTime.ToString(CultureInfo.InvariantCulture),
        BinaryTableValue binary => Convert.ToBase64String(binary.Bytes ?? []),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static JsonNode? NodeOf(object? value, int depth) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        byte or sbyte or short or int or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        IDictionary or IList when depth >= Deepest && value is not byte[] => "…",
        IDictionary table => ObjectOf(table, depth),
        IList list and not byte[] => new JsonArray([.. list.Cast<object?>().Select(item => NodeOf(item, depth + 1))]),
        _ => JsonValue.Create(Of(value)),
    };

    private static JsonObject ObjectOf(IDictionary table, int depth)
    {
        var node = new JsonObject();
        foreach (DictionaryEntry entry in table)
            node[(string)entry.Key] = NodeOf(entry.Value, depth + 1);
        return node;
    }
}
