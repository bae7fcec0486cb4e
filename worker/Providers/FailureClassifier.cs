using System.Globalization;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers.Failures;
using Polly.Timeout;

namespace Dispatch.Worker.Providers;

/// <summary>Says what a failure means. The one place that does: all later code asks the kind.</summary>
internal static class FailureClassifier
{
    /// <summary>
    /// Classifies an answer that is no success, by the provider's codes first, then by its words, then by the status.
    /// <paramref name="now"/> is what an instant to wait for is counted from.
    /// </summary>
    public static ProviderReply.Failed Classify(FailedAnswer answer, DateTimeOffset now)
    {
        var error = ErrorBodyReader.Read(answer.Body.Span);
        if (answer.Header("x-amzn-errortype") is { } type)
            error = error with { Codes = [ErrorBodyReader.AwsCode(type), .. error.Codes] };

        // Below 400 no provider has refused anything: that is a redirect, or no provider.
        var isAnswered = IsJson(answer.Body.Span);
        var kind = KindOf(answer.Status, isAnswered);
        var concernsRequest = false;
        if (answer.Status >= 400)
        {
            var known = KindOf(error);
            // A status alone may be a file that is not there, a body that a proxy does not let in, a wall that one prompt ran into.
            concernsRequest = MemberLimits.Say(error) || (known is null && (answer.Status == 413 || (!isAnswered && answer.Status is 403 or 404)));
            kind = MemberLimits.Say(error) || (concernsRequest && answer.Status == 413) ? FailureKind.ModelUnavailable : known ?? kind;
        }

        return new ProviderReply.Failed(
            kind, answer.Status, RetryHint.Find(kind, answer.Header, error, now), TextOf(error) ?? WithoutText(answer))
        {
            ConcernsRequestOnly = concernsRequest,
            Strain = StrainWords.Of(kind, answer.Status, error),
        };
    }

    /// <summary>
    /// Classifies an error that came with the status of a success: as if its own numeric code had been the status, and as
    /// <see cref="FailureKind.InvalidResponse"/> where it has none and says nothing that is known.
    /// </summary>
    public static ProviderReply.Failed Classify(int status, ErrorBody error, DateTimeOffset? now)
    {
        var kind = KindOf(error) ?? (error.Status is { } named ? KindOf(named, isAnswered: true) : FailureKind.InvalidResponse);
        var text = TextOf(error) ?? "The answer is an error, with no message.";
        return new ProviderReply.Failed(
            kind, status, RetryHint.Find(kind, _ => null, error, now), error.Status is { } code ? $"{code}: {text}" : text)
        {
            Strain = StrainWords.Of(kind, error.Status ?? status, error),
        };
    }

    /// <summary>Classifies what a call threw.</summary>
    public static ProviderReply.Failed Classify(Exception exception) => exception switch
    {
        TimeoutRejectedException timeout => Failed(
            FailureKind.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"No whole answer within {timeout.Timeout.TotalSeconds:0.###} s.")),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            Failed(FailureKind.InvalidResponse, Text(exception)),
        HttpRequestException { HttpRequestError: var which } => Failed(FailureKind.Transient, Where(which) + Text(exception)),
        HttpIOException { HttpRequestError: var which } => Failed(FailureKind.Transient, Where(which) + Text(exception)),
        IOException => Failed(FailureKind.Transient, Text(exception)),
        // The way the connection's own time limit shows.
        OperationCanceledException { InnerException: TimeoutException } => Failed(FailureKind.Transient, Text(exception)),
        InvalidDataException or JsonException => Failed(FailureKind.InvalidResponse, Text(exception)),
        _ => Failed(FailureKind.Unknown, $"{exception.GetType().Name}: {Text(exception)}"),
    };

    private static FailureKind? KindOf(ErrorBody error) =>
        ErrorCodes.KindOf(error.Codes)
        ?? ErrorWording.KindOf(error.Message)
        ?? (error.IsDailyQuota ? FailureKind.QuotaExceeded : ErrorCodes.FamilyOf(error.Codes));

    private static FailureKind KindOf(int status, bool isAnswered) => status switch
    {
        // 421: another connection may do; 423, 424: Bedrock's model was at fault; 498, 499: the provider gave up (Groq, Cohere, nginx).
        408 or 409 or 421 or 423 or 424 or 425 or 498 or 499 or (>= 500 and <= 599) => FailureKind.Transient,
        429 => FailureKind.RateLimited,
        402 => FailureKind.QuotaExceeded,
        401 or 403 or 407 => FailureKind.Credential,
        404 or 405 or 410 or 451 => FailureKind.ModelUnavailable,
        // Without JSON in the body it was no API that refused: a wrong address, or a proxy. Nor is the request at fault for the
        // address and the headers, which are ours: 406, 411, 414, 431.
        400 or 415 or 422 when isAnswered => FailureKind.InvalidRequest,
        _ => FailureKind.Unknown,
    };

    private static ProviderReply.Failed Failed(FailureKind kind, string message) => new(kind, StatusCode: null, RetryAfter: null, message);

    // The code stands before the words, unless they repeat it. A number or a sentence in its place is none.
    private static string? TextOf(ErrorBody error)
    {
        var code = error.Codes.FirstOrDefault(each => char.IsAsciiLetter(each[0]) && !each.AsSpan().Contains(' ') && each != "error");
        return (code, error.Message) switch
        {
            ({ } name, { } message) => message.Contains(name, StringComparison.OrdinalIgnoreCase) ? message : $"{name}: {message}",
            (_, var message) => message ?? code,
        };
    }

    private static bool IsJson(ReadOnlySpan<byte> body) =>
        body.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static string WithoutText(FailedAnswer answer) =>
        answer.Status is >= 300 and <= 399 && answer.Header("Location") is { } location
            ? $"Status {answer.Status}: redirects are not followed; set baseUrl to where the API is. It points to {WithoutQuery(location)}"
            : $"Status {answer.Status}, with no error message.";

    private static string WithoutQuery(string location) => location.Split('?', '#')[0];

    private static string Where(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "DNS: ",
        HttpRequestError.SecureConnectionError => "TLS: ",
        HttpRequestError.HttpProtocolError => "HTTP/2: ",
        HttpRequestError.ProxyTunnelError => "Proxy: ",
        _ => "",
    };

    // The outermost message often only points to the inner one, and the inner one often lacks the host.
    private static string Text(Exception exception)
    {
        var cause = exception.GetBaseException();
        return exception.Message.Contains(cause.Message, StringComparison.Ordinal)
            ? exception.Message
            : $"{exception.Message} {cause.Message}";
    }
}
