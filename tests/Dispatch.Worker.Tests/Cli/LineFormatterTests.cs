using Dispatch.Worker.Cli;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Cli;

public sealed class LineFormatterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("a\r\n2026-03-01T12:00:00.000Z info: forged[0] b", "a  2026-03-01T12:00:00.000Z info: forged[0] b")]
    [InlineData("\u001b[2J", "\\u001B[2J")]
    [InlineData("\0\u0085\u2028", "\\u0000\\u0085\\u2028")]
    [InlineData("\u202egro.elpmaxe", "\\u202Egro.elpmaxe")]
    [InlineData("Grüße, 世界 👋", "Grüße, 世界 👋")]
    public void An_entry_is_one_line_that_steers_nothing(string message, string written) =>
        Assert.Equal($"2026-03-01T12:00:00.000Z warn: Dispatch.Worker[7] {written}\n", Write(message));

    [Fact]
    public void An_exception_is_in_the_same_line() => Assert.Equal(
        "2026-03-01T12:00:00.000Z warn: Dispatch.Worker[7] failed System.FormatException: a b\n", Write("failed", new FormatException("a\nb")));

    private string Write(string message, Exception? exception = null)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(LogLevel.Warning, "Dispatch.Worker", new EventId(7), message, exception, (state, _) => state);
        new LineFormatter(_time).Write(entry, null, text);
        return text.ToString();
    }
}
