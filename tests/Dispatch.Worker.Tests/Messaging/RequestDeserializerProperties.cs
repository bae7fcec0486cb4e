using System.Text;
using System.Text.Json;
using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Worker.Tests.Messaging;

/// <summary>Whatever is read as usual is read as MassTransit reads it.</summary>
public sealed class RequestDeserializerProperties
{
    private static readonly Gen<string> Text = Gen.OneOf(
        "\"a\"", "\"\"", "\" \"", "\"é😀\"", "\"\\u0061\\n\"", "\"\\ud800\"", "\"/v1/x\"", "\"2026-03-01T12:00:00Z\"", "\"2026-03-01\"", "\"2026-02-30\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"", "\"0c9a0000-5dac-0242-5b3a-08dd5a1b7c3f\"", "\"rabbitmq://localhost/x\"", "\"urn:message:Dispatch.Contracts:CompletionRequest\"");

    private static readonly Gen<string> Scalar = Gen.Frequency((6, Text), (1, Gen.OneOf("null", "true", "7", "1.50", "1e999")));

    private static readonly Gen<string> Value = Gen.Frequency((6, Scalar), (1, ListOf(Scalar)), (2, MembersOf(Gen.OneOf("a", "A", "b", "", " ", "\\u0061", "\\ud800"), Scalar)));

    private static readonly Gen<string> Time = Gen.OneOf("\"2026-03-01T12:00:00.1234567Z\"", "\"2026-03-01T12:00:00+01:00\"", "\"2026-03-01\"", "\"9999-12-31T23:59:59.9999999\"", "null");

    private static readonly Gen<string> Map = MembersOf(Gen.OneOf("a", "A", "b", "é", "\\u0061"), Text);

    private static readonly Gen<string> RequestMember = Gen.Frequency(
        (4, Gen.Select(Gen.OneOf("id", "routingGroup", "endpoint"), Text, Of)),
        (2, Time.Select(time => Of("deadline", time))),
        (2, Map.Select(map => Of("metadata", map))),
        (1, Gen.Select(Gen.OneOf("id", "deadline", "metadata", "ID", "i\\u0064", "x", "é"), Value, Of)));

    private static readonly Gen<string> Request = Gen.Select(
        RequestMember.Array[0, 4], Gen.Frequency((8, Gen.OneOf("{\"a\":1.50}", "{}")), (1, Gen.OneOf("[]", "null"))), Gen.Frequency((8, Gen.Const(",\"id\":\"r\"")), (1, Gen.Const(""))),
        (members, body, id) => $"{{{string.Concat(members.Select(member => $"{member},"))}\"body\":{body}{id}}}");

    private static readonly Gen<string> EnvelopeMember = Gen.Frequency(
        (6, Gen.Select(Gen.OneOf("messageId", "conversationId", "requestId", "responseAddress", "sourceAddress"), Text, Of)),
        (3, Gen.Select(Gen.OneOf("expirationTime", "sentTime"), Time, Of)),
        (2, Map.Select(map => Of("headers", map))),
        (2, Gen.OneOf("\"host\":{}", "\"host\":null", "\"host\":{\"machineName\":\"m\",\"processId\":7}", "\"host\":{\"machineName\":7}")),
        (1, Gen.Select(Gen.OneOf("messageId", "sentTime", "headers", "host", "messageType", "message", "MessageId", "x", "é"), Value, Of)));

    private static readonly Gen<string> Envelope = Gen.Select(EnvelopeMember.Array[0, 4], Request, (members, request) =>
        $$"""{"messageType":["urn:message:Dispatch.Contracts:CompletionRequest"],{{string.Concat(members.Select(member => $"{member},"))}}"message":{{request}}}""");

    [Fact]
    public void A_plain_request_is_read_as_MassTransit_reads_it()
    {
        var headers = new DictionarySendHeaders();
        var raw = new SystemTextJsonRawMessageSerializer(ReadRequest.PlainOptions);
        var usual = 0;
        Request.Sample(
            text => usual += Compare(text, root => ReadRequest.FromPlain(root, headers, address: null), body => raw.Deserialize(body, headers)),
            iter: 20_000, threads: 1);

        Assert.InRange(usual, 1_000, 19_000);
    }

    [Fact]
    public void An_envelope_is_read_as_MassTransit_reads_it()
    {
        var headers = new DictionarySendHeaders();
        var usual = 0;
        Envelope.Sample(
            text => usual += Compare(text, ReadRequest.FromEnvelope, body => SystemTextJsonMessageSerializer.Instance.Deserialize(body, headers)),
            iter: 20_000, threads: 1);

        Assert.InRange(usual, 1_000, 19_000);
    }

    private static int Compare(string text, Func<JsonElement, ReadRequest?> read, Func<MessageBody, SerializerContext> general)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var parsed = ParsedRequest.Parse(bytes, 63);
        if (parsed is null || read(parsed.Root) is not { } usual)
            return 0;

        var expected = general(new MemoryMessageBody(bytes));
        Assert.Equal(Described(expected), Described(usual.Context));
        Assert.Equal(expected.TryGetMessage<CompletionRequest>(out var message), usual.Context.TryGetMessage<CompletionRequest>(out _));
        if (message is not null)
            Assert.Equal(Described(message), Described(usual.Request));
        return 1;
    }

    private static string Described(CompletionRequest request) =>
        JsonSerializer.Serialize(request) + string.Join(',', request.Metadata.Keys) + request.Metadata.GetType().Name.Length + request.Deadline?.ToString("O");

    private static string Described(SerializerContext context) => string.Join(
        '\n',
        [
            Of(() => context.MessageId), Of(() => context.ConversationId), Of(() => context.RequestId), Of(() => context.ResponseAddress), Of(() => context.SourceAddress),
            Of(() => context.ExpirationTime?.ToString("O")), Of(() => context.SentTime?.ToString("O")), Of(() => JsonSerializer.Serialize(context.Host)),
            Of(() => string.Join(';', context.Headers.GetAll().Select(header => $"{header.Key}={header.Value}"))), Of(() => string.Join(';', context.SupportedMessageTypes)),
        ]);

    private static string Of(string name, string value) => $"\"{name}\":{value}";

    private static string Of(Func<object?> read)
    {
        try
        {
            return $"{read()}";
        }
        catch (Exception exception) when (exception is FormatException)
        {
            return exception.GetType().Name;
        }
    }

    private static Gen<string> MembersOf(Gen<string> name, Gen<string> value) =>
        Gen.Select(name, value, Of).Array[0, 4].Select(members => $"{{{string.Join(',', members)}}}");

    private static Gen<string> ListOf(Gen<string> value) => value.Array[0, 3].Select(values => $"[{string.Join(',', values)}]");
}
