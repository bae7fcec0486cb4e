using System.Collections;
using System.Text;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>How many bytes a table of AMQP headers takes on the wire.</summary>
internal static class HeaderSize
{
    private const int Name = 1;
    private const int Type = 1;
    private const int Length = 4;

    /// <summary>Without recursion: a table may be nested as deep as a frame has room for.</summary>
    public static int Of(IEnumerable<KeyValuePair<string, object?>>? headers)
    {
        var size = Length;
        Stack<object?>? open = null;
        foreach (var (name, value) in headers ?? [])
        {
            size += Name + Encoding.UTF8.GetByteCount(name);
            if (value is IEnumerable and not string and not byte[])
                (open ??= new()).Push(value);
            else
                size += Type + OfPlain(value);
        }

        while (open?.TryPop(out var value) == true)
            size += Type + OfValue(value, open);
        return size;
    }

    private static int OfValue(object? value, Stack<object?> open) => value switch
    {
        string or byte[] => OfPlain(value),
        IDictionary table => OfTable(table, open),
        IEnumerable list => OfList(list, open),
        _ => OfPlain(value),
    };

    private static int OfPlain(object? value) => value switch
    {
        null => 0,
        bool or byte or sbyte => 1,
        short => 2,
        int or uint or float => 4,
        decimal => 5,
        long or ulong or double or AmqpTimestamp => 8,
        string text => Length + Encoding.UTF8.GetByteCount(text),
        byte[] bytes => Length + bytes.Length,
        BinaryTableValue binary => Length + (binary.Bytes?.Length ?? 0),
        _ => Length + Encoding.UTF8.GetByteCount(value.ToString() ?? ""),
    };

    private static int OfTable(IDictionary table, Stack<object?> open)
    {
        var size = Length;
        foreach (DictionaryEntry entry in table)
        {
            size += Name + Encoding.UTF8.GetByteCount((string)entry.Key);
            open.Push(entry.Value);
        }

        return size;
    }

    private static int OfList(IEnumerable list, Stack<object?> open)
    {
        foreach (var item in list)
            open.Push(item);
        return Length;
    }
}
