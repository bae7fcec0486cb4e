using System.Runtime.InteropServices;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Worker.Tests.Providers.OpenAi;

public sealed class AnswerReaderTests
{
    // An endpoint whose answers have no shape that is known.
    private const string Any = "/v1/any";

    [Theory]
    [InlineData("""{"n":1.0,"e":1e2,"big":123456789012345678901234567890,"n":2}""")]
    [InlineData("""{ "s" : "\ud800 \u00e9 é" , "usage" : null }""")]
    [InlineData("{}")]
    public void Keeps_the_bytes_of_an_object(string body)
    {
        var answered = Assert.IsType<ProviderReply.Answered>(AnswerReader.Read(201, Any, Encoding.UTF8.GetBytes(body)));

        Assert.Equal(201, answered.StatusCode);
        Assert.Equal(body, Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(answered.Body)));
        Assert.Null(answered.Usage);
    }

    [Fact]
    public void Does_not_hold_on_to_the_buffer_that_it_reads_from()
    {
        var buffer = Encoding.UTF8.GetBytes("""{"a":1}""");
        var answered = Assert.IsType<ProviderReply.Answered>(AnswerReader.Read(200, Any, buffer));

        Array.Clear(buffer);

        Assert.Equal("""{"a":1}""", answered.Body.GetRawText());
    }

    [Fact]
    public void Reads_past_a_byte_order_mark() =>
        Assert.IsType<ProviderReply.Answered>(AnswerReader.Read(200, Any, [.. Encoding.UTF8.Preamble, .. "{}"u8]));

    [Fact]
    public void Reads_the_usage() =>
        Assert.Equal(
            new TokenUsage { InputTokens = 3 },
            Assert.IsType<ProviderReply.Answered>(AnswerReader.Read(200, Any, """{"usage":{"prompt_tokens":3}}"""u8)).Usage);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("OK")]
    [InlineData("<html></html>")]
    [InlineData("data: {}\n\n")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1} {"b":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{/* no */"a":1}""")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public void Refuses_all_but_a_whole_object(string body)
    {
        var failed = Assert.IsType<ProviderReply.Failed>(AnswerReader.Read(200, Any, Encoding.UTF8.GetBytes(body)));

        Assert.Equal((FailureKind.InvalidResponse, 200), (failed.Kind, failed.StatusCode));
    }

    [Fact]
    public void Refuses_an_object_with_bytes_that_are_no_utf8() =>
        Assert.IsType<ProviderReply.Failed>(AnswerReader.Read(200, Any, [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]));
}
