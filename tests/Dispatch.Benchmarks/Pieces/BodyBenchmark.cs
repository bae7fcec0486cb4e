using BenchmarkDotNet.Attributes;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Http;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>A request's body on its way through the worker.</summary>
[MemoryDiagnoser]
public class BodyBenchmark
{
    private static readonly ProviderOptions Options = new() { BaseUrl = "http://127.0.0.1:9/v1" };
    private static readonly OpenAiProtocol Protocol = new(Options);
    private static readonly ProviderHeaders Headers = ProviderHeaders.Resolve("p", Options, OpenAiProtocol.Headers, _ => null);

    private readonly House _house = new(5);
    private readonly History _history = House.Failures(0);
    private CompletionRequest _request = null!;
    private ReadOnlyMemory<byte> _bytes;
    private RequestBody _body = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _request = House.Request(Texts.Request(Bytes));
        _bytes = House.BodyOf(_request);
        _body = RequestBody.Of(_request.Body, _bytes);
    }

    [Benchmark]
    public object Inspect() => RequestBody.Of(_request.Body, _bytes);

    [Benchmark]
    public long WithModel() => _body.WithModel("mistral-small-latest").Length;

    /// <summary>Checked, made a job, put to a provider with another model, and written out.</summary>
    [Benchmark]
    public void ToTheWire()
    {
        RequestReader.Check(_request, isStrict: true);
        if (!CompletionJob.TryCreate(_request, _bytes, _history, _house.Current.Routing, _house.Current.Limits, DateTimeOffset.UnixEpoch, out var job, out _)
            || !Protocol.TryMap(new ProviderCall(_request.Endpoint, job.Body, "mistral-small-latest"), out var mapped, out _))
        {
            throw new InvalidOperationException();
        }

        using var message = CallMessage.Create(mapped, Headers);
        message.Content!.CopyTo(Stream.Null, context: null, CancellationToken.None);
    }
}
