using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>What happens to a request when a provider fails, on a real broker with real HTTP.</summary>
public sealed class FallbackTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, FailureKind, int?> Failures() => new()
    {
        { "500", FailureKind.Transient, 500 },
        { "429 with Retry-After", FailureKind.RateLimited, 429 },
        { "hangs", FailureKind.Timeout, null },
        { "drips", FailureKind.Timeout, null },
        { "refuses connections", FailureKind.Transient, null },
        { "resets in the body", FailureKind.Transient, null },
        { "cut JSON", FailureKind.InvalidResponse, 200 },
        { "a web page", FailureKind.InvalidResponse, 200 },
        { "bad key", FailureKind.Credential, 401 },
        { "no such model", FailureKind.ModelUnavailable, 404 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_next_member_answers_when_the_first_fails(string failure, FailureKind kind, int? status)
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        using var refusing = new RefusingProvider();
        if (failure == "refuses connections")
            scenario.AddProvider("first", new { Kind = "openai", BaseUrl = refusing.BaseUrl.ToString() });
        else
            await scenario.AddProviderAsync("first", BehaviourOf(failure), timeout: "500ms");
        var second = await scenario.AddProviderAsync("second");
        scenario.AddGroup("chat", "first", "second");
        await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        var result = await scenario.Client.ResultAsync("r-1", Cancellation);

        Assert.Equal(["first", "second"], result.Attempts.Select(attempt => attempt.Provider));
        var failed = result.Attempts[0];
        Assert.Equal((1, 1, AttemptOutcome.Failed, kind), (failed.Number, failed.Round, failed.Outcome, failed.FailureKind));
        if (status is not null)
            Assert.Equal(status, failed.StatusCode);
        Assert.False(string.IsNullOrWhiteSpace(failed.Message));
        Assert.Equal(failure == "429 with Retry-After" ? TimeSpan.FromSeconds(7) : null, failed.RetryAfter);
        Assert.Single(second.Calls);
    }

    [Fact]
    public async Task An_exhausted_chain_ends_in_a_dead_letter_with_the_whole_history()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("first", Behaviours.Status(503, "overloaded"));
        await scenario.AddProviderAsync("second", Behaviours.Status(500));
        scenario.AddGroup("chat", "first", "second");
        scenario.Limits = new { Rounds = 2, Backoff = new { Initial = "1s", Max = "1s" } };
        await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        var letter = await scenario.Client.DeadLetterAsync("r-1", Cancellation);

        Assert.Equal(DeadLetterReason.ChainExhausted, letter.Reason);
        Assert.Equal(["1.1 first", "1.2 second", "2.3 first", "2.4 second"], letter.Attempts.Select(attempt => $"{attempt.Round}.{attempt.Number} {attempt.Provider}"));
        Assert.Contains("overloaded", letter.Attempts[0].Message, StringComparison.Ordinal);
        Assert.Equal("r-1", letter.Request?.Id);
        Assert.Equal("r-1", letter.Metadata["test"]);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.dead-letters", 1, Cancellation);
    }

    [Fact]
    public async Task A_member_with_a_bad_key_is_asked_once_and_never_again_for_the_request()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var refusing = await scenario.AddProviderAsync("refusing", Behaviours.Status(401));
        await scenario.AddProviderAsync("flaky", Behaviours.Sequence(Behaviours.Status(500), Behaviours.Answer()));
        scenario.AddGroup("chat", "refusing", "flaky");
        await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        var result = await scenario.Client.ResultAsync("r-1", Cancellation);

        Assert.Equal(["refusing", "flaky", "flaky"], result.Attempts.Select(attempt => attempt.Provider));
        Assert.Single(refusing.Calls);
    }

    [Fact]
    public async Task The_only_member_is_asked_again_no_sooner_than_it_wishes()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("only", Behaviours.Sequence(Behaviours.RateLimited(TimeSpan.FromSeconds(3)), Behaviours.Answer()));
        scenario.AddGroup("chat", "only");
        await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        var result = await scenario.Client.ResultAsync("r-1", Cancellation);

        var first = result.Attempts[0];
        Assert.InRange(result.Attempts[1].StartedAt - (first.StartedAt + first.Duration), TimeSpan.FromSeconds(2.9), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task An_invalid_request_is_rejected_and_the_second_provider_sees_no_call()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("first", Behaviours.Status(400, "messages: field required"));
        var second = await scenario.AddProviderAsync("second");
        scenario.AddGroup("chat", "first", "second");
        await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        var letter = await scenario.Client.DeadLetterAsync("r-1", Cancellation);

        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Contains("messages: field required", letter.Message, StringComparison.Ordinal);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task A_fallback_does_not_stand_behind_a_backlog()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var (first, busy) = (new Gate(Behaviours.Status(500)), new Gate());
        var failing = await scenario.AddProviderAsync("failing", first.Behaviour, timeout: "10m");
        await scenario.AddProviderAsync("good");
        await scenario.AddProviderAsync("busy", busy.Behaviour, timeout: "10m");
        scenario.AddGroup("chat", "failing", "good");
        scenario.Limits = new { Prefetch = 8 };
        await scenario.StartWorkerAsync();
        const int Backlog = 5000;

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        await failing.WaitForCallsAsync(1, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, Backlog).Select(i => scenario.Client.PublishAsync(OutcomeClient.Request($"b-{i}", "busy"), Cancellation)));
        // Seven of them are in work beside r-1; the others wait.
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", Backlog - 7, Cancellation);
        first.Open();

        var result = await scenario.Client.ResultAsync("r-1", Cancellation);
        Assert.Equal("good", result.Provider);
        Assert.InRange(await scenario.VirtualHost.CountAsync("dispatch.requests", Cancellation) ?? 0, Backlog - 8, Backlog);
        busy.Open();
    }

    private static ProviderBehaviour BehaviourOf(string failure) => failure switch
    {
        "500" => Behaviours.Status(500),
        "429 with Retry-After" => Behaviours.RateLimited(TimeSpan.FromSeconds(7)),
        "hangs" => Behaviours.Hang(),
        "drips" => Behaviours.Drip(TimeSpan.FromMilliseconds(50)),
        "resets in the body" => Behaviours.ResetInBody(),
        "cut JSON" => Behaviours.CutJson(),
        "a web page" => Behaviours.Html(),
        "bad key" => Behaviours.Status(401, "Incorrect API key provided."),
        "no such model" => Behaviours.Status(404, "The model does not exist."),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "No such failure."),
    };
}
