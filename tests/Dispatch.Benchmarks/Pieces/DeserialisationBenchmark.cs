using System.Text;
using BenchmarkDotNet.Attributes;
using Dispatch.Contracts;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>A message's bytes to the request that they say, as MassTransit reads them.</summary>
[MemoryDiagnoser]
public class DeserialisationBenchmark
{
    private static readonly Uri Queue = new("rabbitmq://localhost/dispatch.requests");
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
    public object Envelope() => Message(SystemTextJsonMessageSerializer.Instance.Deserialize(new MemoryMessageBody(_envelope), new DictionarySendHeaders(), Queue));

    [Benchmark]
    public object Plain() => Message(Raw.Deserialize(new MemoryMessageBody(_plain), new DictionarySendHeaders(), Queue));

    private static CompletionRequest Message(SerializerContext context) =>
        context.TryGetMessage<CompletionRequest>(out var message) ? message! : throw new InvalidOperationException();
}
