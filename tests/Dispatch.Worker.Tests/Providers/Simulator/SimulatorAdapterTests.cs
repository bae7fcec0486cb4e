using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.OpenAi;
using Dispatch.Worker.Providers.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Providers.Simulator;

public sealed class SimulatorAdapterTests
{
    private static readonly SimulatorOptions AtOnce = new() { Latency = TimeSpan.Zero };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Answers_with_a_chat_completion()
    {
        var answered = await AnswerAsync(CompletionRequest.ChatCompletions, """{"model":"gpt","messages":[]}""");

        Assert.Equal(200, answered.StatusCode);
        Assert.Equal("chat.completion", answered.Body.GetProperty("object").GetString());
        Assert.Equal("gpt", answered.Body.GetProperty("model").GetString());
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds(), answered.Body.GetProperty("created").GetInt64());
        var choice = answered.Body.GetProperty("choices")[0];
        Assert.Equal("Simulated answer 1 of provider 'p'.", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(new TokenUsage { InputTokens = 7, OutputTokens = 8, TotalTokens = 15 }, answered.Usage);
    }

    [Fact]
    public async Task Answers_with_an_embedding_where_one_is_asked_for()
    {
        var answered = await AnswerAsync("/v1/embeddings", """{"model":"e","input":"text"}""");

        Assert.Equal("list", answered.Body.GetProperty("object").GetString());
        Assert.Equal(2, answered.Body.GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
        Assert.Equal(new TokenUsage { InputTokens = 7, TotalTokens = 7 }, answered.Usage);
    }

    [Theory]
    [InlineData(CompletionRequest.ChatCompletions)]
    [InlineData("/v1/completions")]
    [InlineData("/v1/embeddings")]
    [InlineData("/v1/responses")]
    [InlineData("/v1/moderations")]
    public async Task Its_answers_pass_the_check_that_every_answer_must_pass(string endpoint)
    {
        var answered = await AnswerAsync(endpoint, """{"model":"m","input":"text"}""");

        var read = AnswerReader.Read(200, endpoint, Encoding.UTF8.GetBytes(answered.Body.GetRawText()));

        Assert.Equal(answered.Usage, Assert.IsType<ProviderReply.Answered>(read).Usage);
        Assert.NotNull(answered.Usage);
    }

    [Theory]
    [InlineData("""{"model":"asked"}""", null, "asked")]
    [InlineData("""{"model":"asked"}""", "named", "named")]
    [InlineData("{}", null, "simulated")]
    public async Task Names_the_model_that_was_asked_for(string body, string? model, string expected)
    {
        var answered = await AnswerAsync(CompletionRequest.ChatCompletions, body, model);

        Assert.Equal(expected, answered.Body.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Takes_its_time()
    {
        var calling = Adapter(new SimulatorOptions { Latency = TimeSpan.FromSeconds(2), LatencySpread = 0 }).CallAsync(
            Call(), TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(calling.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.IsType<ProviderReply.Answered>(await calling);
    }

    [Fact]
    public async Task Stops_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var calling = Adapter(new SimulatorOptions()).CallAsync(Call(), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
    }

    [Fact]
    public async Task Fails_with_status_500() =>
        Assert.Equal(
            new ProviderReply.Failed(FailureKind.Transient, 500, null, "Simulated status 500 of provider 'p'."),
            await CallAsync(Adapter(AtOnce with { FailureRate = 1 })));

    [Fact]
    public async Task Refuses_what_is_over_its_rate_with_status_429()
    {
        var adapter = Adapter(AtOnce with { RequestsPerSecond = 1 });
        await CallAsync(adapter);
        _time.Advance(TimeSpan.FromSeconds(0.75));

        Assert.Equal(
            new ProviderReply.Failed(FailureKind.RateLimited, 429, TimeSpan.FromSeconds(0.25), "Simulated status 429 of provider 'p'."),
            await CallAsync(adapter));
    }

    [Fact]
    public async Task Counts_an_outage_from_the_workers_start_and_not_from_a_reload()
    {
        var kind = new SimulatorKind(_time);
        var options = new ProviderOptions
        {
            Simulator = AtOnce with { Outages = [new OutageOptions { From = TimeSpan.Zero, To = TimeSpan.FromMinutes(1) }] },
        };
        Assert.Equal(503, Assert.IsType<ProviderReply.Failed>(await CallAsync(kind.Create("p", options))).StatusCode);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<ProviderReply.Answered>(await CallAsync(kind.Create("p", options)));
    }

    private async Task<ProviderReply.Answered> AnswerAsync(string endpoint, string body, string? model = null) =>
        Assert.IsType<ProviderReply.Answered>(await Adapter(AtOnce).CallAsync(
            new ProviderCall(endpoint, RequestBody.Parse(Encoding.UTF8.GetBytes(body)), model), TestContext.Current.CancellationToken));

    private static Task<ProviderReply> CallAsync(IProviderAdapter adapter) => adapter.CallAsync(Call(), TestContext.Current.CancellationToken);

    private static ProviderCall Call() => new(CompletionRequest.ChatCompletions, RequestBody.Parse("{}"u8.ToArray()), Model: null);

    private SimulatorAdapter Adapter(SimulatorOptions options) => new("p", options, _time, _time.GetTimestamp());
}
