using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dispatch.Contracts;

namespace Dispatch.Worker.Telemetry;

/// <summary>
/// The metrics of attempts: the worker's own, by provider, and beside them those of OpenTelemetry's conventions for generative AI. All of
/// it costs nothing where nobody listens.
/// </summary>
internal sealed class AttemptMeter
{
    /// <summary>Models that are told apart: where a member names none, it is the request's own word.</summary>
    public const int MaxModels = 200;

    private readonly BoundedNames _models = new(MaxModels);
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _operation;
    private readonly Histogram<long> _usage;

    public AttemptMeter(IMeterFactory factory)
    {
        var meter = factory.Create(DispatchMeter.Name);
        _attempts = meter.CreateCounter<long>("dispatch.attempts", "{attempt}", "Attempts, by how they ended: succeeded, or the kind of failure.");
        _duration = meter.CreateHistogram("dispatch.attempt.duration", "s", "How long attempts took.", advice: Advice(Buckets.Calls));
        _tokens = meter.CreateCounter<long>("dispatch.tokens", "{token}", "Tokens that providers say they used.");
        _operation = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "GenAI operation duration.", advice: Advice(Buckets.Operations));
        _usage = meter.CreateHistogram(
            "gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = Buckets.Tokens });
    }

    /// <summary>Whether it is worth while to gather what an attempt is measured by.</summary>
    public bool IsListenedTo => _attempts.Enabled || _duration.Enabled || _tokens.Enabled || _operation.Enabled || _usage.Enabled;

    /// <summary>An attempt has ended.</summary>
    public void Ended(in AttemptReading attempt)
    {
        var model = _models.Of(attempt.Model);
        var seconds = attempt.Duration.TotalSeconds;
        var outcome = new TagList
        {
            { Tags.Provider, attempt.Provider }, { Tags.RequestModel, model }, { Tags.AttemptOutcome, attempt.Failure is { } kind ? Tags.Of(kind) : Tags.Succeeded },
        };
        _attempts.Add(1, outcome);
        _duration.Record(seconds, outcome);

        var operation = new TagList { { Tags.Operation, Tags.OperationOf(attempt.Endpoint) }, { Tags.Service, attempt.Service }, { Tags.RequestModel, model } };
        if (_models.Of(attempt.ResponseModel) is { } answering)
            operation.Add(Tags.ResponseModel, answering);
        Use(attempt.Usage?.InputTokens, Tags.InputTokens, attempt.Provider, model, operation);
        Use(attempt.Usage?.OutputTokens, Tags.OutputTokens, attempt.Provider, model, operation);
        if (attempt.Failure is { } failure)
            operation.Add(Tags.ErrorType, Tags.Of(failure));
        _operation.Record(seconds, operation);
    }

    private void Use(long? tokens, string type, string provider, string? model, TagList operation)
    {
        // It is the provider's word, and a counter does not go down.
        if (tokens is not >= 0)
            return;

        _tokens.Add(tokens.Value, new TagList { { Tags.Provider, provider }, { Tags.RequestModel, model }, { Tags.TokenType, type } });
        operation.Add(Tags.TokenType, type);
        _usage.Record(tokens.Value, operation);
    }

    private static InstrumentAdvice<double> Advice(double[] buckets) => new() { HistogramBucketBoundaries = buckets };
}

/// <summary>An attempt as the metrics see it.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Service">The service behind it, by the name of OpenTelemetry's conventions.</param>
/// <param name="Model">The upstream model that was asked for; null where none is named.</param>
/// <param name="Endpoint">The request's endpoint.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Failure">What its failure means; null: it succeeded.</param>
internal readonly record struct AttemptReading(string Provider, string Service, string? Model, string Endpoint, TimeSpan Duration, FailureKind? Failure)
{
    /// <summary>The model that says it answered.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>The tokens, where the provider says.</summary>
    public TokenUsage? Usage { get; init; }
}
