using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Completions;

/// <summary>How the health of providers, which all requests share, decides about single ones.</summary>
public sealed class DeferralTests : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly FakeTimeProvider _time = new(Sample.Noon);
    private readonly List<Provider> _providers = [];
    private RecoveryRules _rules = new(40, 10, new BackoffOptions());
    private MemberOptions[] _members = [];

    [Fact]
    public async Task A_member_in_cooldown_is_passed_over_without_a_call()
    {
        var first = Add("a", ScriptedAdapter.Fails(FailureKind.RateLimited, 429, TimeSpan.FromMinutes(1)));
        Add("b", ScriptedAdapter.Answers());
        await ProcessAsync();

        var result = Assert.IsType<Outcome.Answered>(await ProcessAsync()).Result;

        Assert.Equal("b", Assert.Single(result.Attempts).Provider);
        Assert.Single(first.Calls);
    }

    [Fact]
    public async Task Without_a_member_that_can_be_called_a_request_waits_and_it_costs_nothing()
    {
        var only = Add("a", ScriptedAdapter.Fails(FailureKind.RateLimited, 429, TimeSpan.FromMinutes(1)));
        await ProcessAsync();

        var deferred = Assert.IsType<Outcome.Redelivered>(await ProcessAsync());

        Assert.InRange(deferred.Delay, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1.01));
        Assert.Equal((0, 1, 1), (deferred.History.Attempts.Length, deferred.History.Round, deferred.History.Deferrals));
        Assert.Single(only.Calls);
    }

    [Fact]
    public async Task Requests_that_wait_for_one_member_come_back_at_different_moments()
    {
        Add("a", ScriptedAdapter.Fails(FailureKind.RateLimited, 429, TimeSpan.FromMinutes(1)));
        await ProcessAsync();

        var delays = new List<TimeSpan>();
        for (var i = 0; i < 100; i++)
            delays.Add(Assert.IsType<Outcome.Redelivered>(await ProcessAsync()).Delay);

        Assert.Equal(100, delays.Distinct().Count());
        Assert.All(delays, delay => Assert.InRange(delay, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(6)));
    }

    [Fact]
    public async Task Requests_that_wait_for_a_call_to_end_stand_in_line()
    {
        var never = new TaskCompletionSource<ProviderReply>();
        Add("a", new ScriptedAdapter((_, cancellation) => never.Task.WaitAsync(cancellation)), new ProviderOptions { Concurrency = 1 });
        var busy = ProcessAsync();
        // The clock goes on while it is decided, and with it the moment at which the call is expected to end.
        _time.AutoAdvanceAmount = TimeSpan.FromTicks(1);

        var delays = new List<TimeSpan>();
        for (var i = 0; i < 100; i++)
            delays.Add(Assert.IsType<Outcome.Redelivered>(await ProcessAsync()).Delay);

        Assert.Equal(100, delays.Distinct().Count());
        Assert.True(delays.Max() - delays.Min() > TimeSpan.FromSeconds(0.4));
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => busy);
    }

    [Fact]
    public async Task A_place_in_the_line_is_no_reason_to_miss_the_deadline()
    {
        Add("a", ScriptedAdapter.Fails(FailureKind.RateLimited, 429, TimeSpan.FromMinutes(1)));
        await ProcessAsync();
        var request = Sample.Request() with { Deadline = Sample.Noon.AddSeconds(60.5) };

        for (var i = 0; i < 100; i++)
            Assert.InRange(Assert.IsType<Outcome.Redelivered>(await ProcessAsync(request)).Delay.TotalSeconds, 60, 60.5);
    }

    [Fact]
    public async Task A_request_whose_only_member_cannot_be_called_before_the_deadline_is_a_dead_letter_at_once()
    {
        Add("a", ScriptedAdapter.Fails(FailureKind.RateLimited, 429, TimeSpan.FromMinutes(1)));
        await ProcessAsync();

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request() with { Deadline = Sample.Noon.AddSeconds(59) })).Letter;

        Assert.Equal(DeadLetterReason.DeadlineExceeded, letter.Reason);
        Assert.Empty(letter.Attempts);
    }

    [Fact]
    public async Task A_member_that_is_full_leaves_its_place_to_the_next_and_does_not_hold_the_worker()
    {
        var never = new TaskCompletionSource<ProviderReply>();
        Add("a", new ScriptedAdapter((_, cancellation) => never.Task.WaitAsync(cancellation)), new ProviderOptions { Concurrency = 1 });
        Add("b", ScriptedAdapter.Answers());
        var busy = ProcessAsync();

        Assert.Equal("b", Assert.IsType<Outcome.Answered>(await ProcessAsync()).Result.Provider);

        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => busy);
        Assert.Equal(0, Assert.Single(_providers[0].Status()).InFlight);
    }

    [Fact]
    public async Task A_quota_that_says_when_it_resets_is_waited_for_and_one_that_does_not_is_not()
    {
        Add("a", ScriptedAdapter.Fails(FailureKind.QuotaExceeded, 429, TimeSpan.FromHours(3)));
        Assert.Equal(TimeSpan.FromHours(3), Assert.IsType<Outcome.Redelivered>(await ProcessAsync()).Delay);

        _providers.Clear();
        Add("a", ScriptedAdapter.Fails(FailureKind.QuotaExceeded, 402));
        Assert.Equal(DeadLetterReason.ChainExhausted, Assert.IsType<Outcome.DeadLettered>(await ProcessAsync()).Letter.Reason);
    }

    [Fact]
    public async Task After_a_request_was_too_long_only_members_with_more_room_are_asked()
    {
        Add("small", ScriptedAdapter.Fails(FailureKind.ContextLengthExceeded, 400));
        var other = Add("other", ScriptedAdapter.Answers());
        Add("large", ScriptedAdapter.Fails(FailureKind.ContextLengthExceeded, 400));
        _members =
        [
            new() { Key = "small", ContextWindow = 8000 }, new() { Key = "other", ContextWindow = 8000 }, new() { Key = "large", ContextWindow = 200_000 },
        ];

        var history = Assert.IsType<Outcome.Redelivered>(await ProcessAsync()).History;
        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(history: history)).Letter;

        Assert.Equal((DeadLetterReason.Rejected, "small large"), (letter.Reason, string.Join(' ', letter.Attempts.Select(attempt => attempt.Provider))));
        Assert.Contains("longer than any member", letter.Message, StringComparison.Ordinal);
        Assert.Empty(other.Calls);
    }

    [Fact]
    public async Task A_group_may_say_that_a_kind_is_final()
    {
        Add("a", ScriptedAdapter.Fails(FailureKind.ContentFiltered, 400));
        var second = Add("b", ScriptedAdapter.Answers());
        _rules = _rules with { Final = [FailureKind.ContentFiltered] };

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync()).Letter;

        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Contains("final (contentFiltered)", letter.Message, StringComparison.Ordinal);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task A_group_may_fall_back_on_an_invalid_request()
    {
        Add("a", ScriptedAdapter.Fails(FailureKind.InvalidRequest, 400));
        Add("b", ScriptedAdapter.Answers());
        _rules = _rules with { Final = [] };

        var history = Assert.IsType<Outcome.Redelivered>(await ProcessAsync()).History;

        Assert.Equal("b", Assert.IsType<Outcome.Answered>(await ProcessAsync(history: history)).Result.Provider);
    }

    [Fact]
    public async Task The_call_gets_the_groups_timeout_and_the_members_word_on_unsupported_fields()
    {
        var adapter = Add("a", ScriptedAdapter.Answers());
        _members = [new() { Key = "a", Unsupported = UnsupportedFields.Drop }];
        _rules = _rules with { Timeout = TimeSpan.FromSeconds(9) };

        await ProcessAsync();

        Assert.Equal((TimeSpan.FromSeconds(9), true), (adapter.Calls[0].Timeout, adapter.Calls[0].DropsUnsupported));
    }

    [Fact]
    public async Task Fields_that_were_left_out_are_named_in_the_result()
    {
        Add("a", new ScriptedAdapter((_, _) => Task.FromResult<ProviderReply>(
            new ProviderReply.Answered(200, Sample.Json("{}"), null) { DroppedFields = ["seed"] })));

        Assert.Equal(["seed"], Assert.IsType<Outcome.Answered>(await ProcessAsync()).Result.DroppedFields);
    }

    public void Dispose() => _stopping.Dispose();

    private ScriptedAdapter Add(string key, ScriptedAdapter adapter, ProviderOptions? options = null)
    {
        _providers.Add(Making.Provider(adapter, options, _time, key));
        return adapter;
    }

    private Task<Outcome> ProcessAsync(CompletionRequest? request = null, History? history = null)
    {
        IReadOnlyList<MemberOptions> members = _members.Length > 0 ? _members : [.. _providers.Select(provider => new MemberOptions { Key = provider.Key })];
        var snapshot = Sample.Snapshot(_providers, members) with { Rules = new Dictionary<string, RecoveryRules> { ["chat"] = _rules } };
        var processor = new CompletionProcessor(
            new FixedSnapshot(snapshot), new AttemptRunner(Sample.Meter, _time), new WaitingRoom(_time), new Random(1), _time, NullLogger<CompletionProcessor>.Instance);
        request ??= Sample.Request();
        return processor.ProcessAsync(request, Sample.BodyOf(request), history ?? History.Start(Sample.Noon), _stopping.Token);
    }
}
