using System.Text;
using BenchmarkDotNet.Attributes;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.OpenAi;
using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.Serialization;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>An answer's way: read and checked, and put into the result's envelope.</summary>
[MemoryDiagnoser]
public class AnswerBenchmark
{
    private static readonly SystemTextJsonMessageSerializer Envelope = new();

    private byte[] _body = [];
    private CompletionResult _result = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _body = Encoding.UTF8.GetBytes(Texts.Answer(Bytes));
        var answer = (ProviderReply.Answered)AnswerReader.Read(200, CompletionRequest.ChatCompletions, _body);
        _result = Outcomes.Answered(new House(5).Job(0), House.Failures(1).Attempts[0], answer, DateTimeOffset.UnixEpoch).Result;
    }

    [Benchmark]
    public object Read() => AnswerReader.Read(200, CompletionRequest.ChatCompletions, _body);

    [Benchmark]
    public byte[] Write()
    {
        var send = new RabbitMqMessageSendContext<CompletionResult>(new BasicProperties(), "exchange", _result, CancellationToken.None)
        {
            Serializer = Envelope,
            MessageId = NewId.NextGuid(),
        };
        return send.Body.GetBytes();
    }
}
