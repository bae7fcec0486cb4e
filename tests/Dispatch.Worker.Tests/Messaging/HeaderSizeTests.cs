using Dispatch.Worker.Messaging;
using RabbitMQ.Client;

namespace Dispatch.Worker.Tests.Messaging;

/// <summary>The sizes are those of AMQP 0-9-1, section 4.2.5, as RabbitMQ has them.</summary>
public sealed class HeaderSizeTests
{
    public static TheoryData<object?, int> Values => new()
    {
        { null, 0 }, { true, 1 }, { (byte)1, 1 }, { (short)1, 2 }, { 1, 4 }, { 1L, 8 }, { 1.5, 8 }, { 1.5f, 4 }, { 1.5m, 5 }, { new AmqpTimestamp(1), 8 },
        { "é", 4 + 2 }, { new byte[3], 4 + 3 }, { new BinaryTableValue(new byte[3]), 4 + 3 },
        { new List<object?> { 1, "a" }, 4 + (1 + 4) + (1 + 4 + 1) },
        { new Dictionary<string, object?> { ["ab"] = 1 }, 4 + (1 + 2) + (1 + 4) },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_header_takes_its_name_its_type_and_its_value(object? value, int size) =>
        Assert.Equal(4 + (1 + 4) + 1 + size, HeaderSize.Of(new Dictionary<string, object?> { ["name"] = value }));

    [Fact]
    public void No_headers_take_their_length_alone() => Assert.Equal(4, HeaderSize.Of(null));
}
