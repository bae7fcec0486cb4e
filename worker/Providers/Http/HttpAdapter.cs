using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Http;

/// <summary>
/// Calls a provider over HTTP, in the words of its protocol. Has no time limit of its own beyond that of the connection: the pipeline
/// around it sets one.
/// </summary>
internal sealed partial class HttpAdapter(
    string key,
    ProviderOptions options,
    IProtocol protocol,
    ProviderHeaders headers,
    TimeSpan connectTimeout,
    TimeProvider time,
    ILogger<HttpAdapter> logger) : IProviderAdapter, IDisposable
{
    private const int MaxErrorBytes = 64 * 1024;

    private readonly HttpMessageInvoker _connections = ProviderConnections.Create(connectTimeout);
    private readonly Redaction _redaction = new(headers.Secrets);

    public async Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        if (!protocol.TryMap(call, out var mapped, out var refused))
            return Cleaned(refused with { WasCalled = false });

        int? status = null;
        using var request = CallMessage.Create(mapped, headers);
        try
        {
            using var response = await _connections.SendAsync(request, cancellationToken);
            status = (int)response.StatusCode;
            var reply = response.IsSuccessStatusCode
                ? await ReadAnswerAsync(call, response, cancellationToken)
                : await ReadFailureAsync(response, cancellationToken);
            return reply switch
            {
                ProviderReply.Failed failed => Cleaned(failed),
                ProviderReply.Answered answered when CallsLeft.Read(response.Headers) is var left && (left is not null || !mapped.DroppedFields.IsEmpty) =>
                    answered with { DroppedFields = mapped.DroppedFields, CallsLeft = left },
                _ => reply,
            };
        }
        catch (Exception exception) when (IsOfTheWire(exception))
        {
            // Cancellation tears the connection down, which may show as any of these.
            cancellationToken.ThrowIfCancellationRequested();
            return Cleaned(FailureClassifier.Classify(exception) with { StatusCode = status });
        }
    }

    public void Dispose() => _connections.Dispose();

    private ProviderReply.Failed Cleaned(ProviderReply.Failed failed)
    {
        LogFailed(key, failed.Kind, failed.StatusCode);
        return failed with { Message = FailureMessage.Clean(failed.Message, _redaction) };
    }

    private async Task<ProviderReply> ReadAnswerAsync(ProviderCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new BoundedBody(options.MaxResponseBytes);
        await body.ReadAsync(response.Content, cancellationToken);
        return body.IsOverLimit
            ? new ProviderReply.Failed(
                FailureKind.InvalidResponse,
                (int)response.StatusCode,
                RetryAfter: null,
                $"The answer is larger than the {options.MaxResponseBytes} bytes that maxResponseBytes allows.")
            : protocol.Read(call, (int)response.StatusCode, body.Bytes.Span, time.GetUtcNow());
    }

    private async Task<ProviderReply> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new BoundedBody(MaxErrorBytes);
        try
        {
            await body.ReadAsync(response.Content, cancellationToken);
        }
        catch (Exception exception) when (IsOfTheWire(exception))
        {
            // The status says enough, whatever becomes of the text, and even if the time ran out over it.
        }

        var failed = FailureClassifier.Classify(new FailedAnswer((int)response.StatusCode, Header, body.Bytes), time.GetUtcNow());
        return failed.Kind == FailureKind.InvalidRequest && protocol.Translates
            ? failed with { Kind = FailureKind.ModelUnavailable, ConcernsRequestOnly = true }
            : failed;

        string? Header(string name) =>
            response.Headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
    }

    private static bool IsOfTheWire(Exception exception) =>
        exception is HttpRequestException or IOException or InvalidDataException or OperationCanceledException;

    [LoggerMessage(LogLevel.Debug, "Provider {Provider} failed: {Kind}, status {Status}")]
    private partial void LogFailed(string provider, FailureKind kind, int? status);
}
