using Dispatch.Contracts;
using Dispatch.Worker.Providers.Health;
using Polly;
using Polly.Timeout;

namespace Dispatch.Worker.Providers;

/// <summary>
/// One configured provider: its adapter, behind what is known of the health of its models and their limits. Holds the adapter to its
/// promise: a failure of whatever sort is a <see cref="ProviderReply.Failed"/>.
/// </summary>
internal sealed partial class Provider(
    string key, IProviderAdapter adapter, ProviderOptions options, TimeProvider time, Random random, ILogger<Provider> logger) : IAsyncDisposable
{
    private static readonly ResiliencePropertyKey<TimeSpan> Timeout = new("dispatch.timeout");

    // By the generator, because the plain property refuses less than 10 ms.
    private readonly ResiliencePipeline<ProviderReply> _pipeline = new ResiliencePipelineBuilder<ProviderReply> { TimeProvider = time }
        .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = arguments => new(arguments.Context.Properties.GetValue(Timeout, options.Timeout)) })
        .Build();

    private static readonly ProviderReply.Failed TooLate = new(FailureKind.Timeout, null, null, "The request's deadline came before the answer.");

    private readonly ProviderHealth _health = new(options, time, random);

    public string Key => key;

    public string Kind => options.Kind;

    /// <summary>The service behind it, by the name that OpenTelemetry's conventions give it.</summary>
    public string Service { get; } = ServiceNames.Of(options);

    /// <summary>Where it is called; null: in this process.</summary>
    public Uri? Server { get; } = Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var url) ? url : null;

    /// <summary>Whether a model can be called, or when.</summary>
    public Readiness Look(ModelName model) => _health.Of(model).Look();

    /// <summary>What is known of a model.</summary>
    public ModelHealth HealthOf(ModelName model) => _health.Of(model);

    /// <summary>Takes room for a call to a model; null where there is none at this moment.</summary>
    public Reservation? TryReserve(ModelName model, long tokens) => TryReserve(model, tokens, out _);

    /// <summary>The same; <paramref name="readiness"/> says what it was like before.</summary>
    public Reservation? TryReserve(ModelName model, long tokens, out Readiness readiness) => _health.Of(model).TryReserve(tokens, out readiness);

    public IReadOnlyList<ModelStatus> Status() => _health.Status();

    /// <summary>How much the configuration allows a model, on its own or with the others of the account: the lower of the two.</summary>
    public ModelLimits LimitsOf(string? model)
    {
        var own = model is null ? null : options.Models.GetValueOrDefault(model);
        return new ModelLimits
        {
            Concurrency = Lower(options.Concurrency, own?.Concurrency),
            RequestsPerMinute = Lower(options.RequestsPerMinute, own?.RequestsPerMinute),
            TokensPerMinute = Lower(options.TokensPerMinute, own?.TokensPerMinute),
        };
    }

    /// <summary>
    /// Makes the call that room was taken for, and gives the room back. One that the request's deadline cuts off says nothing of the
    /// provider.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> asked for it.</exception>
    public async Task<ProviderReply> CallAsync(ProviderCall call, Reservation reservation, CancellationToken cancellationToken)
    {
        if (call.Left <= TimeSpan.Zero)
        {
            reservation.Dispose();
            return TooLate;
        }

        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            // One timer for both: the shorter time is the one that counts.
            var timeout = call.Timeout ?? options.Timeout;
            context.Properties.Set(Timeout, call.Left < timeout ? call.Left.Value : timeout);
            var outcome = await _pipeline.ExecuteOutcomeAsync(CallAdapterAsync, context, (adapter, call));
            if (outcome.Exception is TimeoutRejectedException && call.Left < timeout)
            {
                reservation.End(reply: null);
                return TooLate;
            }

            var reply = outcome.Result ?? Failure(call, outcome.Exception!, cancellationToken);
            if (reply is ProviderReply.Failed { WasCalled: false })
                reservation.Dispose();
            else
                Log(reservation.Health.Name.Model, reservation.End(reply), reply);
            return reply;
        }
        catch (OperationCanceledException)
        {
            reservation.End(reply: null);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (adapter is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (adapter as IDisposable)?.Dispose();
    }

    private static int? Lower(int? one, int? other) => one is null || other is null ? one ?? other : Math.Min(one.Value, other.Value);

    private static async ValueTask<Outcome<ProviderReply>> CallAdapterAsync(
        ResilienceContext context, (IProviderAdapter Adapter, ProviderCall Call) state)
    {
        try
        {
            return Outcome.FromResult(await state.Adapter.CallAsync(state.Call, context.CancellationToken));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<ProviderReply>(exception);
        }
    }

    private ProviderReply.Failed Failure(ProviderCall call, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException)
            cancellationToken.ThrowIfCancellationRequested();

        var failed = FailureClassifier.Classify(exception);
        if (failed.Kind == FailureKind.Unknown)
            LogUnexpected(key, exception);

        return failed with
        {
            Message = FailureMessage.Clean(failed.Message, Redaction.None),
            // An impatient group must not take the model away from the others.
            ConcernsRequestOnly = exception is TimeoutRejectedException && call.Timeout < options.Timeout,
        };
    }

    private void Log(string? model, HealthChange change, ProviderReply reply)
    {
        var failed = reply as ProviderReply.Failed;
        switch (change)
        {
            case HealthChange.CooledDown when failed!.Kind != FailureKind.RateLimited:
                LogRefused(key, model, failed.Kind, failed.StatusCode);
                break;
            case HealthChange.Opened:
                LogOpened(key, model, failed!.Kind, failed.StatusCode);
                break;
            case HealthChange.Closed:
                LogClosed(key, model);
                break;
        }
    }

    // Loud, because a person has to mend it; once, because the model is then left alone for a while.
    [LoggerMessage(LogLevel.Error, "Provider {Provider}, model {Model}: {Kind}, status {Status}. It is left alone for a while; mend the credential, the account or the model's name")]
    private partial void LogRefused(string provider, string? model, FailureKind kind, int? status);

    [LoggerMessage(LogLevel.Warning, "Provider {Provider}, model {Model} failed too often in a row, last with {Kind}, status {Status}. It is left alone, and probed")]
    private partial void LogOpened(string provider, string? model, FailureKind kind, int? status);

    [LoggerMessage(LogLevel.Information, "Provider {Provider}, model {Model} is back")]
    private partial void LogClosed(string provider, string? model);

    [LoggerMessage(LogLevel.Error, "The adapter of provider {Provider} threw unexpectedly")]
    private partial void LogUnexpected(string provider, Exception exception);
}
