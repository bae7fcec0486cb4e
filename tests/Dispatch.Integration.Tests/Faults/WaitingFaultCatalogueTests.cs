using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>Faults that a request waits out, and those that end it.</summary>
public sealed class WaitingFaultCatalogueTests(BrokerFixture brokers, FaultTable table)
{
    private static readonly string[] Final = ["contentFiltered"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_single_500_costs_one_attempt_and_one_backoff()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 1, "500 once, the only member");
        await run.AddAsync("only", Behaviours.Sequence(Behaviours.Status(500), Behaviours.Answer()));

        var result = await run.AnswerAsync();

        Assert.Equal([(1, 1, FailureKind.Transient), (2, 2, null)], result.Attempts.Select(attempt => (attempt.Number, attempt.Round, attempt.FailureKind)));
    }

    [Fact]
    public async Task A_lasting_503_of_all_members_ends_in_a_dead_letter_after_the_rounds()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 2, "503 for good, both members, 2 rounds");
        var first = await run.AddAsync("first", Behaviours.Status(503, "overloaded"));
        var second = await run.AddAsync("second", Behaviours.Status(500));
        run.Scenario.Limits = new { Rounds = 2, Backoff = new { Initial = "1s", Max = "1s" } };

        var letter = await run.DeadLetterAsync();

        Assert.Equal(DeadLetterReason.ChainExhausted, letter.Reason);
        Assert.Equal(["1.1 first", "1.2 second", "2.3 first", "2.4 second"], letter.Attempts.Select(attempt => $"{attempt.Round}.{attempt.Number} {attempt.Provider}"));
        Assert.Contains("overloaded", letter.Attempts[0].Message, StringComparison.Ordinal);
        Assert.Equal(("r-1", "r-1"), (letter.Request?.Id, letter.Metadata["test"]));
        Assert.Equal((2, 2), (first.CallCount, second.CallCount));
        await run.Scenario.VirtualHost.WaitForCountAsync("dispatch.dead-letters", 1, Cancellation);
    }

    [Fact]
    public async Task Retry_After_of_the_only_member_is_kept()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 3, "429 with Retry-After: 2, the only member");
        await run.AddAsync("only", Behaviours.Sequence(Behaviours.RateLimited(TimeSpan.FromSeconds(2)), Behaviours.Answer()));

        var result = await run.AnswerAsync();

        Assert.Equal([FailureKind.RateLimited, null], result.Attempts.Select(attempt => attempt.FailureKind));
        var (first, second) = (result.Attempts[0], result.Attempts[1]);
        Assert.InRange(second.StartedAt - (first.StartedAt + first.Duration), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(20));
        Assert.Equal(1, second.Round);
    }

    [Fact]
    public async Task Retry_After_0_for_a_while_does_not_spin()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 4, "429 with Retry-After: 0 for 5 s, 10 requests, the only member");
        var start = TimeProvider.System.GetTimestamp();
        var (limited, answer) = (Behaviours.RateLimited(TimeSpan.Zero), Behaviours.Answer());
        var only = await run.AddAsync("only", (context, call) =>
        {
            if (call.Number == 1)
                start = TimeProvider.System.GetTimestamp();
            return (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5) ? limited : answer)(context, call);
        });
        await run.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 10).Select(i => $"r-{i}")];

        await run.PublishAsync(ids);
        var results = await run.ResultsAsync(ids);

        run.Record($"{results.Count} of {ids.Length} answered", $"{results.Max(result => result.Attempts.Length) - 1} rateLimited at most for one request");
        // Ten at once, then one after 1 s, one after 2 s more, and so on.
        Assert.InRange(only.CallCount, 10, 40);
    }

    [Fact]
    public async Task Retry_After_0_for_ever_is_left_to_the_next_member()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 12, "429 with Retry-After: 0 for good, requests in turn");
        var first = await run.AddAsync("first", Behaviours.RateLimited(TimeSpan.Zero));
        await run.AddAsync("second");
        await run.StartAsync();

        var requests = 0;
        for (; first.CallCount < 3; requests++)
        {
            await run.PublishAsync($"r-{requests}");
            Assert.Equal("second", (await run.ResultAsync($"r-{requests}")).Provider);
        }

        run.Record($"{requests} of {requests} answered by second", "3 with first: 429 rateLimited, the others with second alone");
        // Left alone for 1 s, then for 2 s.
        var calls = first.Calls;
        Assert.InRange(calls[1].ReceivedAt - calls[0].ReceivedAt, TimeSpan.FromSeconds(0.9), TimeSpan.FromMinutes(1));
        Assert.InRange(calls[2].ReceivedAt - calls[1].ReceivedAt, TimeSpan.FromSeconds(1.9), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_member_with_a_bad_key_is_asked_once_for_a_request()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 45, "401, and 500 once on the second");
        // No cooldown to speak of: the request's own history must do.
        var first = await run.AddAsync("first", Behaviours.Status(401), more: new { Cooldown = "1ms" });
        await run.AddAsync("second", Behaviours.Sequence(Behaviours.Status(500), Behaviours.Answer()));

        var result = await run.AnswerAsync();

        Assert.Equal(["first", "second", "second"], result.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal(1, first.CallCount);
    }

    [Fact]
    public async Task An_invalid_request_is_rejected_and_the_second_provider_sees_no_call()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 60, "400 for an invalid request");
        await run.AddAsync("first", Behaviours.Status(400, "messages: field required", "invalid_request_error"));
        var second = await run.AddAsync("second");

        var letter = await run.DeadLetterAsync();

        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Contains("messages: field required", letter.Message, StringComparison.Ordinal);
        Assert.Single(letter.Attempts);
        Assert.Equal(0, second.CallCount);
    }

    [Fact]
    public async Task A_request_that_is_too_long_goes_to_a_member_with_more_room()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 61, "400 context_length_exceeded, three members");
        await run.AddAsync("small", Behaviours.Status(400, "This model's maximum context length is 8192 tokens.", "invalid_request_error", "context_length_exceeded"));
        var same = await run.AddAsync("same");
        await run.AddAsync("large");
        run.Scenario.AddGroup(
            "chat",
            new { Key = "small", ContextWindow = 8192 }, new { Key = "same", ContextWindow = 8192 }, new { Key = "large", ContextWindow = 128000 });

        var result = await run.AnswerAsync();

        Assert.Equal(["small", "large"], result.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal(FailureKind.ContextLengthExceeded, result.Attempts[0].FailureKind);
        Assert.Equal(0, same.CallCount);
    }

    [Fact]
    public async Task What_a_group_calls_final_ends_the_request_at_once()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 62, "400 content_filter, `finalOn` it");
        await run.AddAsync("first", Behaviours.Status(400, "The prompt was filtered.", null, "content_filter"));
        var second = await run.AddAsync("second");
        run.Scenario.AddGroupWithOptions("chat", new { Members = new[] { new { Key = "first" }, new { Key = "second" } }, FinalOn = Final });

        var letter = await run.DeadLetterAsync();

        Assert.Equal((DeadLetterReason.Rejected, FailureKind.ContentFiltered), (letter.Reason, letter.Attempts[0].FailureKind));
        Assert.Single(letter.Attempts);
        Assert.Equal(0, second.CallCount);
    }
}
