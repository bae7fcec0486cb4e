using System.Globalization;
using System.Text.Json;
using Dispatch.Contracts;
using Polly.Timeout;

namespace Dispatch.Worker.Providers;

/// <summary>Says what a failure means. The one place that does: all later code asks the kind.</summary>
internal static class FailureClassifier
{
    /// <summary>Classifies an answer that is no success. <paramref name="now"/> is what a Retry-After date is counted from.</summary>
    public static ProviderReply.Failed Classify(FailedAnswer answer, DateTimeOffset now) => new(
        KindOf(answer.Status),
        answer.Status,
        RetryAfter.Parse(answer.Header("Retry-After"), now),
        ErrorText.Find(answer.Body) ?? WithoutText(answer));

    /// <summary>Classifies what a call threw.</summary>
    public static ProviderReply.Failed Classify(Exception exception) => exception switch
    {
        TimeoutRejectedException timeout => Failed(
            FailureKind.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"No whole answer within {timeout.Timeout.TotalSeconds:0.###} s.")),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            Failed(FailureKind.InvalidResponse, Text(exception)),
        HttpRequestException or IOException => Failed(FailureKind.Transient, Text(exception)),
        // The way the connection's own time limit shows.
        OperationCanceledException { InnerException: TimeoutException } => Failed(FailureKind.Transient, Text(exception)),
        InvalidDataException or JsonException => Failed(FailureKind.InvalidResponse, Text(exception)),
        _ => Failed(FailureKind.Unknown, $"{exception.GetType().Name}: {Text(exception)}"),
    };

    private static FailureKind KindOf(int status) => status switch
    {
        408 or 409 or 425 or (>= 500 and <= 599) => FailureKind.Transient,
        429 => FailureKind.RateLimited,
        402 => FailureKind.QuotaExceeded,
        401 or 403 => FailureKind.Credential,
        404 => FailureKind.ModelUnavailable,
        >= 400 and <= 499 => FailureKind.InvalidRequest,
        _ => FailureKind.Unknown,
    };

    private static ProviderReply.Failed Failed(FailureKind kind, string message) => new(kind, StatusCode: null, RetryAfter: null, message);

    private static string WithoutText(FailedAnswer answer) =>
        answer.Status is >= 300 and <= 399 && answer.Header("Location") is { } location
            ? $"Status {answer.Status}: redirects are not followed; set baseUrl to where the API is. It points to {WithoutQuery(location)}"
            : $"Status {answer.Status}, with no error message.";

    private static string WithoutQuery(string location) => location.Split('?', '#')[0];

    // The outermost message often only points to the inner one, and the inner one often lacks the host.
    private static string Text(Exception exception)
    {
        var cause = exception.GetBaseException();
        return exception.Message.Contains(cause.Message, StringComparison.Ordinal)
            ? exception.Message
            : $"{exception.Message} {cause.Message}";
    }
}
