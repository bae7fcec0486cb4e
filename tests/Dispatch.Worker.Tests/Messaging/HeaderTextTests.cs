using System.Text;
using Dispatch.Worker.Messaging;
using RabbitMQ.Client;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class HeaderTextTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "" },
        { "text", "text" },
        { Encoding.UTF8.GetBytes("Grüße"), "Grüße" },
        { true, "True" },
        { 7L, "7" },
        { 1.5m, "1.5" },
        { double.NaN, "NaN" },
        { new AmqpTimestamp(-1), "-1" },
        { new BinaryTableValue([1, 2]), "AQI=" },
        { new List<object?> { 1, null, "a"u8.ToArray(), double.PositiveInfinity }, """[1,null,"a","Infinity"]""" },
        { new Dictionary<string, object?> { ["a"] = new Dictionary<string, object?> { ["b"] = false } }, """{"a":{"b":false}}""" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Whatever_a_header_holds_is_text(object? value, string text) => Assert.Equal(text, HeaderText.Of(value));

    [Fact]
    public void What_is_nested_without_end_is_cut()
    {
        object? deep = "x";
        for (var i = 0; i < 20_000; i++)
            deep = new List<object?> { deep };

        Assert.Equal($"{new string('[', 32)}\"…\"{new string(']', 32)}", HeaderText.Of(deep));
    }
}
