using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Tests.Telemetry;

public sealed class AttemptMeterTests : IDisposable
{
    private static readonly AttemptReading Success = new("alpha", "groq", "m-1", "/v1/chat/completions", TimeSpan.FromSeconds(1.5), Failure: null)
    {
        ResponseModel = "m-1-0125",
        Usage = new TokenUsage { InputTokens = 100, OutputTokens = 7 },
    };

    private readonly Metered _metered = new();
    private readonly AttemptMeter _meter;

    public AttemptMeterTests() => _meter = new AttemptMeter(_metered);

    public void Dispose() => _metered.Dispose();

    [Fact]
    public void A_success_is_measured_by_provider_and_by_the_conventions()
    {
        _meter.Ended(Success);

        const string Ours = "dispatch.provider=alpha,gen_ai.request.model=m-1";
        const string Conventions = "gen_ai.operation.name=chat,gen_ai.provider.name=groq,gen_ai.request.model=m-1,gen_ai.response.model=m-1-0125";
        Assert.Equal(
            [
                $"dispatch.attempts{{{Ours},dispatch.attempt.outcome=succeeded}} 1",
                $"dispatch.attempt.duration{{{Ours},dispatch.attempt.outcome=succeeded}} 1.5",
                $"dispatch.tokens{{{Ours},gen_ai.token.type=input}} 100",
                $"gen_ai.client.token.usage{{{Conventions},gen_ai.token.type=input}} 100",
                $"dispatch.tokens{{{Ours},gen_ai.token.type=output}} 7",
                $"gen_ai.client.token.usage{{{Conventions},gen_ai.token.type=output}} 7",
                $"gen_ai.client.operation.duration{{{Conventions}}} 1.5",
            ],
            _metered.Read());
    }

    [Fact]
    public void A_failure_is_measured_by_its_kind()
    {
        _meter.Ended(Success with { Failure = FailureKind.RateLimited, ResponseModel = null, Usage = null, Model = null, Endpoint = "/v1/embeddings" });

        Assert.Equal(
            [
                "dispatch.attempts{dispatch.provider=alpha,gen_ai.request.model=,dispatch.attempt.outcome=rateLimited} 1",
                "dispatch.attempt.duration{dispatch.provider=alpha,gen_ai.request.model=,dispatch.attempt.outcome=rateLimited} 1.5",
                "gen_ai.client.operation.duration{gen_ai.operation.name=embeddings,gen_ai.provider.name=groq,gen_ai.request.model=,error.type=rateLimited} 1.5",
            ],
            _metered.Read());
    }

    [Fact]
    public void Tokens_that_cannot_be_are_not_counted()
    {
        _meter.Ended(Success with { Usage = new TokenUsage { InputTokens = -1, OutputTokens = 0 } });

        Assert.DoesNotContain(_metered.Read(), read => read.Contains("=input", StringComparison.Ordinal));
    }

    [Fact]
    public void Models_beyond_the_bound_are_one()
    {
        for (var i = 0; i < AttemptMeter.MaxModels + 50; i++)
            _meter.Ended(Success with { Model = $"m-{i}", ResponseModel = null });
        _meter.Ended(Success with { Model = "m-0", ResponseModel = null });

        var models = _metered.Read().Where(read => read.StartsWith("dispatch.attempts{", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Equal(AttemptMeter.MaxModels + 1, models.Count);
        Assert.Contains("dispatch.attempts{dispatch.provider=alpha,gen_ai.request.model=(other),dispatch.attempt.outcome=succeeded} 1", models);
    }

    [Fact]
    public void A_model_with_control_characters_is_one_of_the_others()
    {
        _meter.Ended(Success with { Model = "x\0y", ResponseModel = "x\ry", Usage = null });

        Assert.All(_metered.Read(), read => Assert.DoesNotContain(read, char.IsControl));
    }

    [Fact]
    public void It_knows_whether_anybody_listens()
    {
        using var unheard = Metered.Unheard;

        Assert.False(new AttemptMeter(unheard).IsListenedTo);
        Assert.True(_meter.IsListenedTo);
    }

    [Fact]
    public void Kinds_and_reasons_are_called_as_in_the_messages()
    {
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.Equal(JsonSerializer.Serialize(kind), $"\"{Tags.Of(kind)}\""));
        Assert.All(Enum.GetValues<DeadLetterReason>(), reason => Assert.Equal(JsonSerializer.Serialize(reason), $"\"{Tags.Of(reason)}\""));
    }
}
