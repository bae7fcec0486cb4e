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
    [InlineData(400, FailureKind.Unknown)]
    [InlineData(401, FailureKind.Credential)]
    [InlineData(402, FailureKind.QuotaExceeded)]
    [InlineData(403, FailureKind.Credential)]
    [InlineData(404, FailureKind.ModelUnavailable)]
    [InlineData(405, FailureKind.ModelUnavailable)]
    [InlineData(407, FailureKind.Credential)]
    [InlineData(408, FailureKind.Transient)]
    [InlineData(409, FailureKind.Transient)]
    [InlineData(410, FailureKind.ModelUnavailable)]
    [InlineData(412, FailureKind.Unknown)]
    [InlineData(413, FailureKind.ModelUnavailable)]
    [InlineData(414, FailureKind.Unknown)]
    [InlineData(431, FailureKind.Unknown)]
    [InlineData(415, FailureKind.Unknown)]
    [InlineData(422, FailureKind.Unknown)]
    [InlineData(425, FailureKind.Transient)]
    [InlineData(429, FailureKind.RateLimited)]
    [InlineData(451, FailureKind.ModelUnavailable)]
    [InlineData(498, FailureKind.Transient)]
    [InlineData(499, FailureKind.Transient)]
    [InlineData(500, FailureKind.Transient)]
    [InlineData(503, FailureKind.Transient)]
    [InlineData(520, FailureKind.Transient)]
    [InlineData(529, FailureKind.Transient)]
    [InlineData(530, FailureKind.Transient)]
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

    [Theory]
    [InlineData(400)]
    [InlineData(415)]
    [InlineData(422)]
    public void A_request_that_an_API_refuses_is_invalid(int status) =>
        Assert.Equal(FailureKind.InvalidRequest, FailureClassifier.Classify(Answer(status, """{"error":{"message":"no such role"}}"""), Now).Kind);

    [Theory]
    [InlineData(400, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model.","code":"unsupported_parameter"}}""")]
    [InlineData(400, """{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model.","code":"unsupported_value"}}""")]
    [InlineData(400, """{"error":{"message":"max_tokens is too large: 100000. This model supports at most 16384 completion tokens"}}""")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens"}}""")]
    [InlineData(400, """{"error":{"message":"Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"}}""")]
    [InlineData(400, """{"error":"registry.ollama.ai/library/gemma:2b does not support tools"}""")]
    [InlineData(400, """{"message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"}""")]
    [InlineData(404, """{"error":{"message":"No endpoints found that support image input","code":404}}""")]
    [InlineData(404, """{"error":{"message":"No such File object: file-abc","type":"invalid_request_error"}}""")]
    [InlineData(413, "<html>413 Request Entity Too Large</html>")]
    [InlineData(404, "<html>Not Found</html>")]
    public void What_this_member_cannot_do_goes_to_another_and_keeps_nobody_else_away(int status, string body)
    {
        var failed = FailureClassifier.Classify(Answer(status, body), Now);

        Assert.Equal((FailureKind.ModelUnavailable, true), (failed.Kind, failed.ConcernsRequestOnly));
    }

    [Theory]
    [InlineData("""{"error":{"message":"Invalid value for 'messages[0].content': 'rate limit exceeded, API key not valid'","type":"invalid_request_error"}}""")]
    [InlineData("""{"error":{"message":"Unknown role in \"prompt is too long\"","type":"invalid_request_error","code":"invalid_value"}}""")]
    [InlineData("""{"error":{"message":"1 validation error: input 'insufficient_quota' is not a list","type":"invalid_request_error","param":"content_filter"}}""")]
    [InlineData("""{"error":{"message":"The user wrote: The model `x` does not exist"}}""")]
    [InlineData("""{"detail":[{"loc":["body","messages"],"msg":"field required","input":"overloaded_error"}]}""")]
    public void A_request_that_is_at_fault_stays_so_whatever_words_the_message_quotes(string body) =>
        Assert.Equal(FailureKind.InvalidRequest, FailureClassifier.Classify(Answer(400, body), Now).Kind);

    [Theory]
    [InlineData(302)]
    [InlineData(101)]
    public void Codes_say_nothing_in_an_answer_that_refuses_nothing(int status) =>
        Assert.Equal(FailureKind.Unknown, FailureClassifier.Classify(Answer(status, """{"error":{"code":"insufficient_quota"}}"""), Now).Kind);

    [Theory]
    [InlineData("""{"error":{"message":"No.","type":"t","code":"insufficient_quota"}}""", "insufficient_quota: No.")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "overloaded_error: Overloaded")]
    [InlineData("""{"error":{"message":"insufficient_quota it is","code":"insufficient_quota"}}""", "insufficient_quota it is")]
    [InlineData("""{"code":"Client specified an invalid argument","error":"No."}""", "No.")]
    [InlineData("""{"message":"No.","code":"1500"}""", "No.")]
    [InlineData("""{"error":{"code":"rate_limited"}}""", "rate_limited")]
    public void A_code_stands_before_the_words(string body, string message) =>
        Assert.Equal(message, FailureClassifier.Classify(Answer(429, body), Now).Message);

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "DNS: ")]
    [InlineData(HttpRequestError.SecureConnectionError, "TLS: ")]
    [InlineData(HttpRequestError.HttpProtocolError, "HTTP/2: ")]
    [InlineData(HttpRequestError.ProxyTunnelError, "Proxy: ")]
    public void The_message_says_what_part_of_the_way_is_broken(HttpRequestError error, string start)
    {
        foreach (var exception in new Exception[] { new HttpRequestException(error, "broke"), new HttpIOException(error, "broke") })
            Assert.Equal((FailureKind.Transient, true), (FailureClassifier.Classify(exception).Kind, FailureClassifier.Classify(exception).Message.StartsWith(start, StringComparison.Ordinal)));
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
        { new HttpProtocolException(2, "INTERNAL_ERROR", innerException: null), FailureKind.Transient },
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
