using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Polly.Timeout;

namespace Dispatch.Worker.Tests.Providers;

public sealed class FailureClassifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(301, FailureKind.Unknown)]
    [InlineData(304, FailureKind.Unknown)]
    [InlineData(400, FailureKind.InvalidRequest)]
    [InlineData(401, FailureKind.Credential)]
    [InlineData(402, FailureKind.QuotaExceeded)]
    [InlineData(403, FailureKind.Credential)]
    [InlineData(404, FailureKind.ModelUnavailable)]
    [InlineData(405, FailureKind.InvalidRequest)]
    [InlineData(408, FailureKind.Transient)]
    [InlineData(409, FailureKind.Transient)]
    [InlineData(413, FailureKind.InvalidRequest)]
    [InlineData(415, FailureKind.InvalidRequest)]
    [InlineData(422, FailureKind.InvalidRequest)]
    [InlineData(425, FailureKind.Transient)]
    [InlineData(429, FailureKind.RateLimited)]
    [InlineData(499, FailureKind.InvalidRequest)]
    [InlineData(500, FailureKind.Transient)]
    [InlineData(503, FailureKind.Transient)]
    [InlineData(529, FailureKind.Transient)]
    [InlineData(599, FailureKind.Transient)]
    [InlineData(600, FailureKind.Unknown)]
    [InlineData(101, FailureKind.Unknown)]
    public void A_status_has_a_kind(int status, FailureKind kind)
    {
        var failed = FailureClassifier.Classify(Answer(status), Now);

        Assert.Equal(kind, failed.Kind);
        Assert.Equal(status, failed.StatusCode);
        Assert.Contains($"{status}", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hands_on_the_wait_and_the_words_of_the_provider()
    {
        var failed = FailureClassifier.Classify(Answer(429, """{"error":{"message":"Slow down."}}""", ("Retry-After", "7")), Now);

        Assert.Equal(new ProviderReply.Failed(FailureKind.RateLimited, 429, TimeSpan.FromSeconds(7), "Slow down."), failed);
    }

    [Fact]
    public void A_redirect_says_where_it_points_but_not_with_what()
    {
        var failed = FailureClassifier.Classify(Answer(307, "", ("Location", "https://elsewhere.example/v2?key=secret#part")), Now);

        Assert.Equal(FailureKind.Unknown, failed.Kind);
        Assert.EndsWith("https://elsewhere.example/v2", failed.Message, StringComparison.Ordinal);
        Assert.Contains("redirects are not followed", failed.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Exception, FailureKind> Exceptions => new()
    {
        { new TimeoutRejectedException("late", TimeSpan.FromSeconds(2)), FailureKind.Timeout },
        { new HttpRequestException(HttpRequestError.ConnectionError, "refused"), FailureKind.Transient },
        { new HttpRequestException(HttpRequestError.NameResolutionError, "no such host"), FailureKind.Transient },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "see inner", new AuthenticationException()), FailureKind.Transient },
        { new HttpRequestException("sending failed", new SocketException((int)SocketError.ConnectionReset)), FailureKind.Transient },
        { new HttpRequestException(HttpRequestError.InvalidResponse, "not HTTP"), FailureKind.InvalidResponse },
        { new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, "too many headers"), FailureKind.InvalidResponse },
        { new HttpIOException(HttpRequestError.ResponseEnded, "cut"), FailureKind.Transient },
        { new IOException("reset"), FailureKind.Transient },
        { new TaskCanceledException("connecting took too long", new TimeoutException()), FailureKind.Transient },
        { new InvalidDataException("bad gzip"), FailureKind.InvalidResponse },
        { new JsonException("bad JSON"), FailureKind.InvalidResponse },
        { new OperationCanceledException(), FailureKind.Unknown },
        { new ArgumentException("odd"), FailureKind.Unknown },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void An_exception_has_a_kind(Exception exception, FailureKind kind)
    {
        var failed = FailureClassifier.Classify(exception);

        Assert.Equal((kind, null, null), (failed.Kind, failed.StatusCode, failed.RetryAfter));
        Assert.NotEmpty(failed.Message);
    }

    [Fact]
    public void Says_after_which_time_an_attempt_was_given_up() =>
        Assert.Equal(
            "No whole answer within 1.5 s.",
            FailureClassifier.Classify(new TimeoutRejectedException("late", TimeSpan.FromSeconds(1.5))).Message);

    [Fact]
    public void Names_the_type_of_an_exception_that_fits_nothing() =>
        Assert.Equal("ArgumentException: odd", FailureClassifier.Classify(new ArgumentException("odd")).Message);

    [Fact]
    public void Says_the_cause_where_the_outer_message_leaves_it_out() =>
        Assert.Equal(
            "The SSL connection could not be established. The certificate is no good.",
            FailureClassifier.Classify(new HttpRequestException(
                "The SSL connection could not be established.", new AuthenticationException("The certificate is no good."))).Message);

    private static FailedAnswer Answer(int status, string body = "", params (string Name, string Value)[] headers) =>
        new(status, name => headers.FirstOrDefault(header => header.Name == name).Value, Encoding.UTF8.GetBytes(body));
}
