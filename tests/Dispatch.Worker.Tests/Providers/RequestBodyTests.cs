using System.Buffers;
using System.Text;
using System.Text.Json;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("""{"model":"a","n":1.0}""", """{"model":"m","n":1.0}""")]
    [InlineData("""{ "n" : 1e2 , "model" : "a" }""", """{ "n" : 1e2 , "model" : "m" }""")]
    [InlineData("""{"messages":[{"model":"inner"}],"model":"a"}""", """{"messages":[{"model":"inner"}],"model":"m"}""")]
    [InlineData("""{"tool":{"model":"inner"}}""", """{"model":"m","tool":{"model":"inner"}}""")]
    [InlineData("""{"mod\u0065l":"a"}""", """{"mod\u0065l":"m"}""")]
    [InlineData("""{"model":"a","x":1,"model":"b"}""", """{"model":"m","x":1,"model":"m"}""")]
    [InlineData("""{"model":null}""", """{"model":"m"}""")]
    [InlineData("""{"model":{"model":"deep"},"x":[]}""", """{"model":"m","x":[]}""")]
    [InlineData("""{"model":[1,2] ,"x":[]}""", """{"model":"m" ,"x":[]}""")]
    [InlineData("""{"Model":"a"}""", """{"model":"m","Model":"a"}""")]
    [InlineData("""{}""", """{"model":"m"}""")]
    [InlineData(" \n{ }\t", "{\"model\":\"m\" }")]
    [InlineData(" { \"x\":1}", "{\"model\":\"m\", \"x\":1}")]
    [InlineData("""{"model":1,"model":{},"mod\u0065l":[],"x":1}""", """{"model":"m","model":"m","mod\u0065l":"m","x":1}""")]
    [InlineData("""{"\ud800":"\udfff","big":123456789012345678901234567890}""", """{"model":"m","\ud800":"\udfff","big":123456789012345678901234567890}""")]
    public void Replaces_the_model_and_nothing_else(string body, string expected) =>
        Assert.Equal(expected, Text(RequestBody.Parse(Bytes(body)).WithModel("m")));

    [Theory]
    [InlineData("a\"b\\c")]
    [InlineData("line\nbreak")]
    [InlineData("org/model:free+x")]
    [InlineData("modèle-日本-😀")]
    [InlineData("")]
    public void Escapes_the_name_that_it_puts_in(string model)
    {
        using var replaced = JsonDocument.Parse(RequestBody.Parse(Bytes("""{"model":"a"}""")).WithModel(model));
        using var inserted = JsonDocument.Parse(RequestBody.Parse(Bytes("{}")).WithModel(model));

        Assert.Equal(model, replaced.RootElement.GetProperty("model").GetString());
        Assert.Equal(model, inserted.RootElement.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("""{"model":"a","stream":false}""", "a", false)]
    [InlineData("""{"stream":true}""", null, true)]
    [InlineData("""{"str\u0065am":true,"model":"\u0061"}""", "a", true)]
    [InlineData("""{"stream":true,"stream":false}""", null, true)]
    [InlineData("""{"stream":null}""", null, false)]
    [InlineData("""{"stream_options":{"stream":true}}""", null, false)]
    [InlineData("""{"messages":[{"stream":true,"model":"inner"}]}""", null, false)]
    [InlineData("""{"model":"a","model":"b"}""", "b", false)]
    [InlineData("""{"model":"a","model":7}""", null, false)]
    [InlineData("""{"model":"\ud800"}""", null, false)]
    [InlineData("""{"\ud800":1,"\udfffmodel":2,"model":"a"}""", "a", false)]
    [InlineData("{}", null, false)]
    public void Reads_model_and_stream_of_the_top_level(string body, string? model, bool streams) =>
        Assert.Equal((model, streams), (RequestBody.Parse(Bytes(body)).Model, RequestBody.Parse(Bytes(body)).Streams));

    [Theory]
    [InlineData("""{"max_tokens":100}""", 100)]
    [InlineData("""{"max_completion_tokens":7,"messages":[{"max_tokens":9}]}""", 7)]
    [InlineData("""{"max_tokens":0}""", null)]
    [InlineData("""{"max_tokens":-1}""", null)]
    [InlineData("""{"max_tokens":1e30}""", null)]
    [InlineData("""{"max_tokens":"7"}""", null)]
    [InlineData("{}", null)]
    public void Reads_the_limit_of_the_answer(string body, int? limit) => Assert.Equal(limit, RequestBody.Parse(Bytes(body)).MaxTokens);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"model\"")]
    [InlineData("7")]
    [InlineData("null")]
    public void Refuses_what_is_no_object(string body) => Assert.ThrowsAny<JsonException>(() => RequestBody.Parse(Bytes(body)));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"model":"a"} x""")]
    [InlineData("""{"model":"a",}""")]
    [InlineData("""{"model":/**/"a"}""")]
    public void Refuses_what_is_not_json(string body) => Assert.ThrowsAny<JsonException>(() => RequestBody.Parse(Bytes(body)));

    [Fact]
    public void Takes_a_body_of_any_depth()
    {
        var deep = new string('[', 500) + new string(']', 500);

        Assert.Equal($$"""{"x":{{deep}},"model":"m"}""", Text(RequestBody.Parse(Bytes($$"""{"x":{{deep}},"model":"a"}""")).WithModel("m")));
    }

    [Fact]
    public void Takes_a_large_body()
    {
        var prompt = new string('p', 8 * 1024 * 1024);

        var spliced = RequestBody.Parse(Bytes($$"""{"prompt":"{{prompt}}","model":"a","n":1}""")).WithModel("longer-than-before");

        Assert.Equal($$"""{"prompt":"{{prompt}}","model":"longer-than-before","n":1}""", Text(spliced));
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySequence<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
