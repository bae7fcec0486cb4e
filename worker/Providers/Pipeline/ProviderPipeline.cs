using Dispatch.Contracts;
using Polly;
using Polly.Timeout;

namespace Dispatch.Worker.Providers.Pipeline;

/// <summary>
/// Puts a provider's limits around its adapter, and holds the adapter to its promise: a failure of whatever sort is a
/// <see cref="ProviderReply.Failed"/>.
/// </summary>
internal sealed partial class ProviderPipeline : IProviderAdapter, IDisposable
{
    private readonly string _key;
    private readonly IProviderAdapter _adapter;
    private readonly ILogger<ProviderPipeline> _logger;
    private readonly ResiliencePipeline<ProviderReply> _pipeline;

    public ProviderPipeline(
        string key, IProviderAdapter adapter, ProviderOptions options, TimeProvider time, ILogger<ProviderPipeline> logger)
    {
        _key = key;
        _adapter = adapter;
        _logger = logger;
        _pipeline = Build(options, time);
    }

    public async Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(CallAdapterAsync, context, (_adapter, call));
            return outcome.Exception is null ? outcome.Result! : Failure(outcome.Exception, cancellationToken);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose() => (_adapter as IDisposable)?.Dispose();

    private static ResiliencePipeline<ProviderReply> Build(ProviderOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<ProviderReply> { TimeProvider = time };

        // Outside the timeout: a call that waits for its turn has not begun.
        if (options.Concurrency is { } concurrency)
            builder.AddConcurrencyLimiter(concurrency, queueLimit: int.MaxValue);

        // By the generator, because the plain property refuses less than 10 ms.
        return builder.AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = _ => new(options.Timeout) }).Build();
    }

    private static async ValueTask<Outcome<ProviderReply>> CallAdapterAsync(
        ResilienceContext context, (IProviderAdapter Adapter, ProviderCall Call) state)
    {
        try
        {
            var reply = await state.Adapter.CallAsync(state.Call, context.CancellationToken);
            return Outcome.FromResult(reply);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<ProviderReply>(exception);
        }
    }

    private ProviderReply.Failed Failure(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException)
            cancellationToken.ThrowIfCancellationRequested();

        var failed = FailureClassifier.Classify(exception);
        if (failed.Kind == FailureKind.Unknown)
            LogUnexpected(_key, exception);

        return failed with { Message = FailureMessage.Clean(failed.Message, secrets: []) };
    }

    [LoggerMessage(LogLevel.Error, "The adapter of provider {Provider} threw unexpectedly")]
    private partial void LogUnexpected(string provider, Exception exception);
}
