using System.Text;

namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>The fields of one protobuf message, as far as OTLP uses them.</summary>
internal sealed class ProtobufReader
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufReader(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var key = ReadNumber(message.Span, ref at);
            var (value, length) = (key & 7) switch
            {
                0 => (ReadNumber(message.Span, ref at), 0),
                1 => (0UL, 8),
                2 => (0UL, (int)ReadNumber(message.Span, ref at)),
                5 => (0UL, 4),
                var type => throw new InvalidDataException($"There is no wire type {type} in OTLP."),
            };
            _fields.Add(((int)(key >> 3), value, message.Slice(at, length)));
            at += length;
        }
    }

    public IEnumerable<ProtobufReader> Messages(int number) => _fields.Where(field => field.Number == number).Select(field => new ProtobufReader(field.Bytes));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    public ulong Number(int number) => _fields.LastOrDefault(field => field.Number == number).Value;

    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    private ReadOnlyMemory<byte> Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes;

    private static ulong ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return number;
        }
    }
}
