using System.Text;
using BenchmarkDotNet.Attributes;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>A message's bytes to the request that they say, with its body checked, as MassTransit reads them and as the worker does.</summary>
[MemoryDiagnoser]
public class DeserialisationBenchmark
{
    private static readonly Uri Queue = new("rabbitmq://localhost/dispatch.requests");
    private static readonly DictionarySendHeaders Headers = new();
    private static readonly SystemTextJsonRawMessageSerializer Raw = new(RawSerializerOptions.AnyMessageType);

    private byte[] _envelope = [];
    private byte[] _plain = [];

    [Params(1_000, 100_000, 1_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _envelope = Encoding.UTF8.GetBytes(Texts.Envelope(Bytes));
        _plain = Encoding.UTF8.GetBytes(Texts.Message(Bytes));
    }

    [Benchmark]
    public object EnvelopeByMassTransit() => Checked(SystemTextJsonMessageSerializer.Instance.Deserialize(new MemoryMessageBody(_envelope), Headers, Queue));

    [Benchmark]
    public object PlainByMassTransit() => Checked(Raw.Deserialize(new MemoryMessageBody(_plain), Headers, Queue));

    [Benchmark]
    public object Envelope()
    {
        using var parsed = ParsedRequest.Parse(new MemoryMessageBody(_envelope).GetBytes(), maxDepth: 63)!;
        return Checked(parsed, ReadRequest.FromEnvelope(parsed.Root)!);
    }

    [Benchmark]
    public object Plain()
    {
        using var parsed = ParsedRequest.Parse(new MemoryMessageBody(_plain).GetBytes(), maxDepth: 62)!;
        return Checked(parsed, ReadRequest.FromPlain(parsed.Root, Headers, Queue)!);
    }

    private static CompletionRequest Checked(SerializerContext context)
    {
        if (!context.TryGetMessage<CompletionRequest>(out var message))
            throw new InvalidOperationException();

        RequestReader.Check(message!, isStrict: false);
        return message!;
    }

    private static CompletionRequest Checked(ParsedRequest parsed, ReadRequest read)
    {
        parsed.Locate(read.Request);
        RequestReader.Check(read.Request, isStrict: true);
        return read.Request;
    }
}
