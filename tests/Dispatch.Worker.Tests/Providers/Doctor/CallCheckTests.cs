using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Doctor;

namespace Dispatch.Worker.Tests.Providers.Doctor;

public sealed class CallCheckTests
{
    [Theory]
    [InlineData(FailureKind.Credential, 401, "Error", "credential, status 401")]
    [InlineData(FailureKind.RateLimited, 429, "Warning", "rateLimited, status 429")]
    [InlineData(FailureKind.ModelUnavailable, 404, "Error", "modelUnavailable, status 404")]
    [InlineData(FailureKind.Timeout, null, "Error", "timeout, no status")]
    public void A_failure_is_told_by_kind_and_status_in_the_words_of_the_provider(FailureKind kind, int? status, string severity, string text)
    {
        var finding = Judge(new ProviderReply.Failed(kind, status, RetryAfter: null, "The words."));

        Assert.Equal((severity, $"p, model m: {text} after 12 ms", "The words."), (finding.Severity.ToString(), finding.Found, finding.Cause));
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void Nothing_of_an_answer_is_shown()
    {
        var answered = Judge(new ProviderReply.Answered(200, JsonSerializer.SerializeToElement("secret"), Usage: null));
        var unusable = Judge(new ProviderReply.Failed(FailureKind.InvalidResponse, 200, RetryAfter: null, "secret"));

        Assert.Equal((ProviderSeverity.Ok, ProviderSeverity.Error), (answered.Severity, unusable.Severity));
        Assert.DoesNotContain("secret", $"{answered}{unusable}", StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_whose_one_token_is_no_content_counts()
    {
        var finding = Judge(new ProviderReply.Failed(FailureKind.ModelUnavailable, 200, RetryAfter: null, "used up") { ConcernsRequestOnly = true });

        Assert.Equal((ProviderSeverity.Ok, "p, model m: answered with status 200 after 12 ms"), (finding.Severity, finding.Found));
    }

    private static ProviderFinding Judge(ProviderReply reply) => CallCheck.Judge("p", "m", reply, TimeSpan.FromMilliseconds(12));
}
