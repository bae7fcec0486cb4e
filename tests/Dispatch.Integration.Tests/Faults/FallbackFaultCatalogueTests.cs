using Dispatch.Contracts;
using Dispatch.Integration.Tests.Outcomes;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>Faults of the first provider that the second makes up for.</summary>
public sealed class FallbackFaultCatalogueTests(FallbackFaults faults, FaultTable table) : IClassFixture<FallbackFaults>
{
    // Wide enough for a busy machine; a request that waits for a cooldown comes later than that.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(6.5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The row, what the first provider does, the kind, and the status and a part of the message where they are certain.</summary>
    public static TheoryData<int, string, FailureKind, int?, string> Faults() => new()
    {
        { 10, "503 for good", FailureKind.Transient, 503, "overloaded" },
        { 11, "429 with Retry-After: 7", FailureKind.RateLimited, 429, "" },
        { 20, "connection refused", FailureKind.Transient, null, "127.0.0.1" },
        { 21, "no such host", FailureKind.Transient, null, "no-such-host.invalid" },
        { 22, "bad TLS certificate", FailureKind.Transient, null, "certificate" },
        { 23, "accepts the connection, then silence", FailureKind.Timeout, null, "0.5 s" },
        { 24, "takes the request, then silence", FailureKind.Timeout, null, "0.5 s" },
        { 25, "a head that drips for ever", FailureKind.Timeout, null, "0.5 s" },
        { 26, "a body that drips for ever", FailureKind.Timeout, null, "0.5 s" },
        { 27, "reset in the body", FailureKind.Transient, null, "" },
        { 28, "end in the body", FailureKind.Transient, 200, "" },
        { 29, "closes the connection without a word", FailureKind.Transient, null, "" },
        { 30, "answers, but not in HTTP", FailureKind.InvalidResponse, null, "" },
        { 31, "redirect (307)", FailureKind.Unknown, 307, "redirects are not followed" },
        { 32, "200 with cut JSON", FailureKind.InvalidResponse, 200, "" },
        { 33, "200 with no choices", FailureKind.InvalidResponse, 200, "" },
        { 34, "200 with empty content", FailureKind.InvalidResponse, 200, "" },
        { 35, "200 with a web page", FailureKind.InvalidResponse, 200, "" },
        { 36, "200 with an empty body", FailureKind.InvalidResponse, 200, "" },
        { 37, "200 with an error in it", FailureKind.Transient, 200, "" },
        { 40, "401", FailureKind.Credential, 401, "Incorrect API key" },
        { 41, "402", FailureKind.QuotaExceeded, 402, "" },
        { 42, "429 insufficient_quota", FailureKind.QuotaExceeded, 429, "" },
        { 43, "404 for the model", FailureKind.ModelUnavailable, 404, "" },
        { 44, "400 content_filter", FailureKind.ContentFiltered, 400, "" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_next_member_answers(int number, string fault, FailureKind kind, int? status, string message)
    {
        var start = TimeProvider.System.GetTimestamp();
        var result = await SendAsync("once", fault);
        var took = TimeProvider.System.GetElapsedTime(start);

        var calls = faults.CallsOf(fault);
        string[] keys = [.. result.Attempts.Select(attempt => attempt.Provider.Split(':')[0])];
        var history = FaultText.Of(result.Attempts.Zip(keys, (attempt, key) => attempt with { Provider = key }));
        table.Add(new FaultRow(number, fault, $"answered by {keys[^1]}", $"first {calls.First}, second {calls.Second}", took, history));

        Assert.Equal(["first", "second"], keys);
        var failed = result.Attempts[0];
        Assert.Equal((1, 1, AttemptOutcome.Failed, kind), (failed.Number, failed.Round, failed.Outcome, failed.FailureKind));
        if (status is not null)
            Assert.Equal(status, failed.StatusCode);
        Assert.False(string.IsNullOrWhiteSpace(failed.Message));
        Assert.Contains(message, failed.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(fault.Contains("Retry-After: 7", StringComparison.Ordinal) ? TimeSpan.FromSeconds(7) : null, failed.RetryAfter);
        Assert.Equal((number is >= 20 and <= 22 ? 0 : 1, 1), calls);
        Assert.InRange(took, TimeSpan.Zero, AtOnce);
        Assert.Empty(faults.Target.Calls);

        // What a provider would say again for a while, it is not asked for by the next request.
        if (kind is FailureKind.RateLimited or FailureKind.QuotaExceeded or FailureKind.Credential or FailureKind.ModelUnavailable)
        {
            Assert.StartsWith("second", Assert.Single((await SendAsync("again", fault)).Attempts).Provider, StringComparison.Ordinal);
            Assert.Equal((1, 2), faults.CallsOf(fault));
        }
    }

    private async Task<CompletionResult> SendAsync(string prefix, string fault)
    {
        var id = $"{prefix}: {fault}";
        await faults.Scenario.Client.PublishAsync(OutcomeClient.Request(id, FallbackFaults.GroupOf(fault)), Cancellation);
        return await faults.Scenario.Client.ResultAsync(id, Cancellation);
    }
}
