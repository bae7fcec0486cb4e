using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Letters;
using RabbitMQ.Client;

namespace Dispatch.Worker.Tests.Messaging.Letters;

public sealed class LetterMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly CompletionDeadLettered Sample = Tests.DeadLetters.Letters.Make(metadata: ("tenant", "acme"));

    [Fact]
    public void An_envelope_is_read_with_what_this_version_does_not_know()
    {
        var message = JsonNode.Parse(LetterCodec.Write(Sample))!;
        message["later"] = 7;
        message["reason"] = "invented";
        message["attempts"]![0]!["failureKind"] = "invented";

        var read = Read(Envelope(message));

        Assert.False(read.IsForeign);
        Assert.Equal((DeadLetterReason.Faulted, FailureKind.Unknown), (read.Letter.Reason, read.Letter.Attempts[0].FailureKind));
        Assert.Contains("\"later\":7", read.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_letter_is_read_too()
    {
        var read = Read(LetterCodec.Write(Sample));

        Assert.Equal((false, LetterCodec.Write(Sample)), (read.IsForeign, LetterCodec.Write(read.Letter)));
    }

    [Fact]
    public void A_body_as_deep_as_a_request_may_have_is_read()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        var letter = Sample with { Request = Sample.Request! with { Body = JsonDocument.Parse($"{{\"deep\":{deep}}}").RootElement } };

        Assert.False(Read(Envelope(JsonNode.Parse(LetterCodec.Write(letter), documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!)).IsForeign);
    }

    [Theory]
    [InlineData("0192d3f0-7b6c-7def-8123-456789abcdef/4711/2", true)]
    [InlineData("4711", false)]
    public void The_mark_of_a_replay_is_read_from_its_header(string header, bool isMark)
    {
        var properties = new BasicProperties { Headers = new Dictionary<string, object?> { ["Dispatch-Replay"] = Encoding.UTF8.GetBytes(header) } };

        Assert.Equal(isMark ? header : null, LetterMessage.Read(Encoding.UTF8.GetBytes(LetterCodec.Write(Sample)), properties, Now).Replay?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"id":"","reason":"rejected","message":"","deadLetteredAt":"2026-03-04T12:00:00Z"}""")]
    [InlineData("""{"id":"x","reason":"rejected","message":null,"deadLetteredAt":"2026-03-04T12:00:00Z"}""")]
    [InlineData("""{"id":"x","reason":"rejected","message":"","deadLetteredAt":"2026-03-04T12:00:00Z","attempts":[null]}""")]
    [InlineData("""{"messageType":["urn:message:Other:Thing"],"message":{}}""")]
    [InlineData("""{"messageType":"urn:message:Dispatch.Contracts:CompletionDeadLettered","message":{}}""")]
    public void What_is_no_dead_letter_is_kept_as_bytes(string text)
    {
        var read = LetterMessage.Read(
            Encoding.UTF8.GetBytes(text),
            new BasicProperties { MessageId = "m-1", ContentType = "text/x", Timestamp = new AmqpTimestamp(1_700_000_000), Headers = new Dictionary<string, object?> { ["k"] = "v"u8.ToArray() } },
            Now);

        Assert.Equal((true, "m-1", DeadLetterReason.Malformed, 1_700_000_000), (read.IsForeign, read.Letter.Id, read.Letter.Reason, read.Letter.DeadLetteredAt.ToUnixTimeSeconds()));
        Assert.Equal((text, "text/x", "v"), (Encoding.UTF8.GetString(read.Letter.Raw!.Body.Span), read.Letter.Raw.ContentType, read.Letter.Raw.Headers["k"]));
    }

    [Fact]
    public void Without_id_and_timestamp_the_bytes_and_the_present_stand_in()
    {
        var read = Read("{");

        Assert.Equal((true, Now), (read.IsForeign, read.Letter.DeadLetteredAt));
        Assert.StartsWith("sha256:", read.Letter.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_make_it_fail() => Gen.Byte.Array.Select(Gen.Bool, (bytes, cut) => cut ? Encoding.UTF8.GetBytes(LetterCodec.Write(Sample))[..Math.Min(bytes.Length * 7, 300)] : bytes)
        .Sample(bytes => Assert.True(LetterMessage.Read(bytes, new BasicProperties(), Now).IsForeign));

    private static QueuedLetter Read(string text) => LetterMessage.Read(Encoding.UTF8.GetBytes(text), new BasicProperties(), Now);

    private static string Envelope(JsonNode message) => new JsonObject
    {
        ["messageType"] = new JsonArray("urn:message:Dispatch.Contracts:CompletionDeadLettered"),
        ["message"] = message,
    }.ToJsonString(new JsonSerializerOptions { MaxDepth = 128 });
}
