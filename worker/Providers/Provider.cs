using Dispatch.Contracts;
using Dispatch.Worker.Providers.Health;
using Polly;
using Polly.CircuitBreaker;

namespace Dispatch.Worker.Providers;

/// <summary>
/// One configured provider: its adapter, behind what is known of the health of its models and their limits. Holds the adapter to its
/// promise: a failure of whatever sort is a <see cref="ProviderReply.Failed"/>.
/// </summary>
internal sealed partial class Provider(
    string key, IProviderAdapter adapter, ProviderOptions options, TimeProvider time, ILogger<Provider> logger) : IAsyncDisposable
{
    private readonly ProviderHealth _health = new(options, time);

    public string Key => key;

    public string Kind => options.Kind;

    /// <summary>Whether a model can be called, or when.</summary>
    public Readiness Look(ModelName model, long tokens) => _health.Of(model).Look(tokens);

    /// <summary>Takes room for a call to a model; null where there is none at this moment.</summary>
    public Reservation? TryReserve(ModelName model, long tokens) => _health.Of(model).TryReserve(tokens);

    /// <summary>A moment, not before <paramref name="earliest"/>, for a request to come back at that found no room.</summary>
    public DateTimeOffset Book(ModelName model, DateTimeOffset earliest, long tokens) => _health.Of(model).Book(earliest, tokens);

    public IReadOnlyList<ModelStatus> Status() => _health.Status();

    /// <summary>Makes the call that room was taken for, and gives the room back.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> asked for it.</exception>
    public async Task<ProviderReply> CallAsync(ProviderCall call, Reservation reservation, CancellationToken cancellationToken)
    {
        using (reservation)
        {
            var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
            try
            {
                if (call.Timeout is { } timeout)
                    context.Properties.Set(ModelHealth.Timeout, timeout);
                var outcome = await reservation.Health.Pipeline.ExecuteOutcomeAsync(CallAdapterAsync, context, (adapter, call));
                if (outcome.Exception is BrokenCircuitException)
                    return new ProviderReply.NotCalled();

                var reply = outcome.Result ?? Failure(outcome.Exception!, cancellationToken);
                Log(reservation, reply);
                reservation.End(reply);
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
    }

    public async ValueTask DisposeAsync()
    {
        if (adapter is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (adapter as IDisposable)?.Dispose();
    }

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

    private ProviderReply.Failed Failure(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException)
            cancellationToken.ThrowIfCancellationRequested();

        var failed = FailureClassifier.Classify(exception);
        if (failed.Kind == FailureKind.Unknown)
            LogUnexpected(key, exception);

        return failed with { Message = FailureMessage.Clean(failed.Message, secrets: []) };
    }

    // Loud, because a person has to mend it; once, because the model is then left alone for a while.
    private void Log(Reservation reservation, ProviderReply reply)
    {
        if (reply is ProviderReply.Failed { StatusCode: { } status, Kind: FailureKind.Credential or FailureKind.QuotaExceeded or FailureKind.ModelUnavailable } failed
            && reservation.Health.Status().State != HealthState.Cooldown)
            LogRefused(key, reservation.Health.Name.Model, failed.Kind, status, failed.RetryAfter ?? options.Cooldown);
    }

    [LoggerMessage(LogLevel.Error, "Provider {Provider}, model {Model}: {Kind}, status {Status}. It is left alone for {Pause}; mend the credential, the account or the model's name")]
    private partial void LogRefused(string provider, string? model, FailureKind kind, int status, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "The adapter of provider {Provider} threw unexpectedly")]
    private partial void LogUnexpected(string provider, Exception exception);
}
