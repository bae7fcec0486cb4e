using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Completions;

public sealed class CompletionProcessorTests : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly FakeTimeProvider _time = new(Sample.Noon);
    private readonly Dictionary<string, IProviderAdapter> _adapters = [];
    private readonly Dictionary<string, Provider> _providers = [];
    private Random _random = new(1);
    private LimitsOptions _limits = new() { Rounds = 2, Attempts = 5 };

    [Fact]
    public async Task An_answer_becomes_a_result_with_all_that_is_known()
    {
        _adapters["a"] = ScriptedAdapter.Answers("""{"choices":[1.0]}""");

        var result = Assert.IsType<Outcome.Answered>(await ProcessAsync(Sample.Request())).Result;

        Assert.Equal(("r-1", "chat", "a", "m", 200), (result.Id, result.RoutingGroup, result.Provider, result.Model, result.StatusCode));
        Assert.Equal("""{"choices":[1.0]}""", result.Body.GetRawText());
        Assert.Equal(8, result.Usage?.TotalTokens);
        Assert.Equal("search", result.Metadata["team"]);
        Assert.Equal((Sample.Noon, Sample.Noon), (result.CreatedAt, result.CompletedAt));
        var attempt = Assert.Single(result.Attempts);
        Assert.Equal((1, 1, "a", AttemptOutcome.Succeeded, 200), (attempt.Number, attempt.Round, attempt.Provider, attempt.Outcome, attempt.StatusCode));
    }

    [Fact]
    public async Task One_delivery_makes_one_attempt_and_a_failure_goes_back_at_once_with_its_history()
    {
        var (first, second) = (ScriptedAdapter.Fails(FailureKind.Transient, 500), ScriptedAdapter.Answers());
        (_adapters["a"], _adapters["b"]) = (first, second);

        var redelivered = Assert.IsType<Outcome.Redelivered>(await ProcessAsync(Sample.Request()));

        Assert.Equal(TimeSpan.Zero, redelivered.Delay);
        Assert.Single(first.Calls);
        Assert.Empty(second.Calls);
        var attempt = Assert.Single(redelivered.History.Attempts);
        Assert.Equal(("a", FailureKind.Transient, 500, "it is Transient"), (attempt.Provider, attempt.FailureKind, attempt.StatusCode, attempt.Message));
        Assert.IsType<Outcome.Answered>(await ProcessAsync(Sample.Request(), redelivered.History));
        Assert.Single(second.Calls);
    }

    [Fact]
    public async Task A_chain_runs_its_rounds_and_ends_in_a_dead_letter_with_the_whole_history()
    {
        (_adapters["a"], _adapters["b"]) = (ScriptedAdapter.Fails(FailureKind.Transient, 503), ScriptedAdapter.Fails(FailureKind.Timeout));

        var (letter, delays) = await RunToTheEndAsync(Sample.Request());

        Assert.Equal(DeadLetterReason.ChainExhausted, letter.Reason);
        Assert.Equal(["1:a", "1:b", "2:a", "2:b"], letter.Attempts.Select(attempt => $"{attempt.Round}:{attempt.Provider}"));
        Assert.Equal([1, 2, 3, 4], letter.Attempts.Select(attempt => attempt.Number));
        Assert.Single(delays, delay => delay > TimeSpan.Zero);
        Assert.Equal("r-1", letter.Request?.Id);
        Assert.Contains("provider 'b': it is Timeout", letter.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_attempt_cap_holds_over_rounds()
    {
        _limits = new LimitsOptions { Rounds = 50, Attempts = 3 };
        (_adapters["a"], _adapters["b"]) = (ScriptedAdapter.Fails(FailureKind.Transient), ScriptedAdapter.Fails(FailureKind.Transient));

        Assert.Equal(3, (await RunToTheEndAsync(Sample.Request())).Letter.Attempts.Length);
    }

    [Fact]
    public async Task A_member_that_refuses_the_credential_is_not_asked_again()
    {
        var refusing = ScriptedAdapter.Fails(FailureKind.Credential, 401);
        (_adapters["a"], _adapters["b"]) = (refusing, ScriptedAdapter.Fails(FailureKind.Transient));

        var (letter, _) = await RunToTheEndAsync(Sample.Request());

        Assert.Single(refusing.Calls);
        Assert.Equal(["a", "b", "b"], letter.Attempts.Select(attempt => attempt.Provider));
    }

    [Fact]
    public async Task A_rate_limited_member_is_waited_for_as_long_as_it_asks()
    {
        _adapters["a"] = ScriptedAdapter.Fails(FailureKind.RateLimited, 429, TimeSpan.FromSeconds(40));

        var redelivered = Assert.IsType<Outcome.Redelivered>(await ProcessAsync(Sample.Request()));

        Assert.Equal(TimeSpan.FromSeconds(40), redelivered.Delay);
        Assert.Equal((1, 0), (redelivered.History.Round, redelivered.History.CountedAttempts));
    }

    [Fact]
    public async Task An_invalid_request_is_rejected_and_no_other_provider_is_asked()
    {
        var other = ScriptedAdapter.Answers();
        (_adapters["a"], _adapters["b"]) = (ScriptedAdapter.Fails(FailureKind.InvalidRequest, 400), other);

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request())).Letter;

        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Single(letter.Attempts);
        Assert.Empty(other.Calls);
    }

    [Fact]
    public async Task An_unknown_group_is_unroutable_and_the_known_ones_are_listed()
    {
        _adapters["a"] = ScriptedAdapter.Answers();

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request(group: "nope"))).Letter;

        Assert.Equal(DeadLetterReason.Unroutable, letter.Reason);
        Assert.Equal("There is no routing group or provider 'nope'; known are: a, chat.", letter.Message);
    }

    [Fact]
    public async Task The_group_defaults_to_the_model_of_the_body()
    {
        _adapters["a"] = ScriptedAdapter.Answers();

        var result = Assert.IsType<Outcome.Answered>(await ProcessAsync(Sample.Request(group: null, body: """{"model":"chat"}"""))).Result;

        Assert.Equal("chat", result.RoutingGroup);
    }

    [Fact]
    public async Task A_request_that_names_neither_group_nor_model_is_unroutable()
    {
        _adapters["a"] = ScriptedAdapter.Answers();

        Assert.Equal(DeadLetterReason.Unroutable, Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request(group: null, body: "{}"))).Letter.Reason);
    }

    [Fact]
    public async Task A_stream_is_rejected_before_any_call()
    {
        var adapter = ScriptedAdapter.Answers();
        _adapters["a"] = adapter;

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request(body: """{"model":"m","stream":true}"""))).Letter;

        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Empty(adapter.Calls);
    }

    [Fact]
    public async Task A_body_with_a_model_beyond_all_measure_is_rejected()
    {
        _adapters["a"] = ScriptedAdapter.Answers();

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request(body: $$"""{"model":"{{new string('m', 300)}}"}"""))).Letter;

        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Contains("300 characters", letter.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_beyond_all_measure_is_unroutable_and_not_repeated()
    {
        _adapters["a"] = ScriptedAdapter.Answers();

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request(group: new string('g', 10_000)))).Letter;

        Assert.Equal(DeadLetterReason.Unroutable, letter.Reason);
        Assert.InRange(letter.Message.Length, 1, 200);
    }

    [Fact]
    public async Task The_provider_gets_the_bytes_of_the_body_and_the_members_model()
    {
        var adapter = ScriptedAdapter.Answers();
        _adapters["a"] = adapter;

        var result = Assert.IsType<Outcome.Answered>(await ProcessAsync(Sample.Request(body: """{ "n":1.50e2,  "model":"m" }"""), chat: [new() { Key = "a", Model = "large" }])).Result;

        var call = Assert.Single(adapter.Calls);
        Assert.Equal("""{ "n":1.50e2,  "model":"m" }""", Encoding.UTF8.GetString(call.Body.Bytes.Span));
        Assert.Equal(("large", "/v1/chat/completions"), (call.Model, call.Endpoint));
        Assert.Equal("large", result.Model);
    }

    [Fact]
    public async Task A_request_past_its_deadline_is_not_tried()
    {
        var adapter = ScriptedAdapter.Answers();
        _adapters["a"] = adapter;

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request() with { Deadline = Sample.Noon })).Letter;

        Assert.Equal(DeadLetterReason.DeadlineExceeded, letter.Reason);
        Assert.Empty(adapter.Calls);
    }

    [Fact]
    public async Task Without_a_deadline_the_time_to_live_counts_from_when_it_was_sent()
    {
        _adapters["a"] = ScriptedAdapter.Answers();
        _limits = _limits with { TimeToLive = TimeSpan.FromMinutes(10) };
        var sent = History.Start(Sample.Noon.AddMinutes(-10));

        Assert.Equal(DeadLetterReason.DeadlineExceeded, Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request(), sent)).Letter.Reason);
    }

    [Fact]
    public async Task The_deadline_cuts_an_attempt_that_would_outlast_it()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _adapters["a"] = new ScriptedAdapter(async (_, cancellation) =>
        {
            called.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("The delay has no end.");
        });

        var processing = ProcessAsync(Sample.Request() with { Deadline = Sample.Noon.AddSeconds(30) });
        await called.Task;
        _time.Advance(TimeSpan.FromSeconds(31));

        var letter = Assert.IsType<Outcome.DeadLettered>(await processing).Letter;
        Assert.Equal(DeadLetterReason.DeadlineExceeded, letter.Reason);
        Assert.Equal(FailureKind.Timeout, Assert.Single(letter.Attempts).FailureKind);
    }

    [Fact]
    public async Task An_unexpected_error_becomes_a_dead_letter_faulted()
    {
        _adapters["a"] = ScriptedAdapter.Answers();
        _random = new BrokenRandom();

        var letter = Assert.IsType<Outcome.DeadLettered>(await ProcessAsync(Sample.Request())).Letter;

        Assert.Equal(DeadLetterReason.Faulted, letter.Reason);
        Assert.Contains("a bug", letter.Message, StringComparison.Ordinal);
        Assert.NotNull(letter.Request);
    }

    [Fact]
    public async Task A_worker_that_stops_lets_the_request_go_back()
    {
        _adapters["a"] = new ScriptedAdapter(async (_, cancellation) =>
        {
            await _stopping.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException("It was cancelled.");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProcessAsync(Sample.Request()));
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<(CompletionDeadLettered Letter, List<TimeSpan> Delays)> RunToTheEndAsync(CompletionRequest request)
    {
        var (history, delays) = (History.Start(Sample.Noon), new List<TimeSpan>());
        while (true)
        {
            switch (await ProcessAsync(request, history))
            {
                case Outcome.DeadLettered deadLettered:
                    return (deadLettered.Letter, delays);
                case Outcome.Redelivered redelivered:
                    history = redelivered.History;
                    delays.Add(redelivered.Delay);
                    _time.Advance(redelivered.Delay);
                    break;
                case var other:
                    Assert.Fail($"Unexpected outcome {other}.");
                    break;
            }
        }
    }

    private Task<Outcome> ProcessAsync(
        CompletionRequest request, History? history = null, IReadOnlyList<MemberOptions>? chat = null)
    {
        foreach (var (key, adapter) in _adapters)
            _providers.TryAdd(key, Making.Provider(adapter, time: _time, key: key));
        var snapshot = Sample.Snapshot(_providers.Values, chat ?? [.. _adapters.Keys.Select(key => new MemberOptions { Key = key })], _limits);
        var processor = new CompletionProcessor(
            new FixedSnapshot(snapshot), new AttemptRunner(Sample.Meter, _time), new WaitingRoom(_time), _random, _time, NullLogger<CompletionProcessor>.Instance);
        return processor.ProcessAsync(request, Sample.BodyOf(request), history ?? History.Start(Sample.Noon), _stopping.Token);
    }

    private sealed class BrokenRandom : Random
    {
        public override double NextDouble() => throw new InvalidOperationException("a bug");
    }
}
