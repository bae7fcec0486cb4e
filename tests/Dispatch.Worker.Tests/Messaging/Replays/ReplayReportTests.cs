using System.Text;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Tests.Messaging.Replays;

public sealed class ReplayReportTests
{
    private const string Mark = "0192d3f0-7b6c-7def-8123-456789abcdef/4711/2";

    [Fact]
    public void The_mark_of_an_envelope_is_read() => Assert.Equal(Mark, Read($$"""{ "headers": {}, "message": { "requestId": "r-1", "mark": "{{Mark}}" } }""")?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"message":null}""")]
    [InlineData("""{"message":{}}""")]
    [InlineData("""{"message":{"mark":7}}""")]
    [InlineData("""{"message":{"mark":"7"}}""")]
    [InlineData("""{"message":{"mark":"\ud800"}}""")]
    [InlineData("\u0000\u0001")]
    public void Anything_else_is_nobodys_mark(string message) => Assert.Null(Read(message));

    private static ReplayMark? Read(string message) => ReplayReport.Read(Encoding.UTF8.GetBytes(message));
}
