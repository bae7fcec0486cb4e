using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class CooldownTests
{
    private readonly Patient _patient = new(new ProviderOptions { Cooldown = TimeSpan.FromMinutes(7) });

    [Theory]
    [InlineData(FailureKind.RateLimited, 429, 30.0, 30)]
    [InlineData(FailureKind.RateLimited, 429, 10_800.0, 10_800)]
    [InlineData(FailureKind.RateLimited, 429, 1e9, 21_600)]
    [InlineData(FailureKind.RateLimited, 429, null, 1)]
    [InlineData(FailureKind.RateLimited, 200, null, 1)]
    [InlineData(FailureKind.QuotaExceeded, 429, null, 420)]
    [InlineData(FailureKind.QuotaExceeded, 429, 120.0, 120)]
    [InlineData(FailureKind.QuotaExceeded, 429, 0.0, 420)]
    [InlineData(FailureKind.QuotaExceeded, 429, 3600.0, 3600)]
    [InlineData(FailureKind.Credential, 401, null, 420)]
    [InlineData(FailureKind.Credential, 401, 0.0, 420)]
    [InlineData(FailureKind.Transient, 503, 3600.0, 300)]
    [InlineData(FailureKind.ModelUnavailable, 404, null, 420)]
    [InlineData(FailureKind.Transient, 503, 20.0, 20)]
    [InlineData(FailureKind.Transient, 503, null, 0)]
    [InlineData(FailureKind.ContextLengthExceeded, 400, null, 0)]
    [InlineData(FailureKind.ContentFiltered, 400, null, 0)]
    [InlineData(FailureKind.InvalidRequest, 400, null, 0)]
    public async Task A_failure_keeps_everybody_away_for_as_long_as_its_kind_says(FailureKind kind, int? status, double? retryAfter, double seconds)
    {
        await _patient.CallAsync(Patient.Fail(kind, status, retryAfter));

        Assert.Equal(seconds, _patient.Wait());
        Assert.Equal(seconds == 0, _patient.TryCall(out _));
    }

    [Fact]
    public async Task It_is_over_when_its_time_is_over()
    {
        await _patient.CallAsync(Patient.Fail(FailureKind.RateLimited, 429, retryAfter: 30));

        _patient.Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(_patient.TryCall(out _));
        _patient.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_patient.TryCall(out _));
    }

    [Fact]
    public async Task It_is_of_one_model_and_endpoint()
    {
        await _patient.CallAsync(Patient.Fail(FailureKind.ModelUnavailable, 404));

        Assert.Equal(0, _patient.Wait("other"));
        Assert.Null(_patient.Provider.Look(new ModelName("m", "/v1/embeddings")).At);
    }

    [Fact]
    public async Task Rate_limits_without_an_answer_between_them_last_longer_each_time()
    {
        foreach (var expected in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            await _patient.CallAsync(Patient.Fail(FailureKind.RateLimited, 429));
            Assert.Equal(expected, _patient.Wait());
            _patient.Time.Advance(TimeSpan.FromSeconds(expected));
        }

        await _patient.CallAsync(Patient.Answer());
        await _patient.CallAsync(Patient.Fail(FailureKind.RateLimited, 429));
        Assert.Equal(1, _patient.Wait());
    }

    [Fact]
    public async Task Rate_limits_of_calls_in_flight_at_once_are_one()
    {
        var calls = _patient.Fill();

        calls.ForEach(_ => _patient.EndOne(Patient.Fail(FailureKind.RateLimited, 429)));
        await Task.WhenAll(calls);

        Assert.Equal(1, _patient.Wait());
    }

    [Fact]
    public async Task A_later_failure_never_shortens_it()
    {
        var calls = _patient.Fill();
        _patient.EndOne(Patient.Fail(FailureKind.RateLimited, 429, retryAfter: 60));
        await calls[0];
        _patient.EndOne(Patient.Fail(FailureKind.RateLimited, 429, retryAfter: 5));
        await calls[1];

        Assert.Equal(60, _patient.Wait());
    }

    [Fact]
    public async Task Without_adaptive_limits_half_as_many_calls_as_were_in_flight_go_through_after_a_rate_limit()
    {
        var patient = new Patient(new ProviderOptions { Adaptive = false });
        var calls = patient.Fill()[..41];
        calls.ForEach(_ => patient.EndOne(Patient.Fail(FailureKind.RateLimited, 429, retryAfter: 1)));
        await Task.WhenAll(calls);
        patient.Time.Advance(TimeSpan.FromSeconds(1));

        // 59 of the hundred are in flight still.
        Assert.Empty(patient.Fill());
        Assert.Equal(HealthState.Recovering, patient.State());
    }

    [Fact]
    public async Task A_model_that_answers_most_calls_is_called_less_and_not_left_alone()
    {
        for (var i = 0; i < 40; i++, _patient.Time.Advance(TimeSpan.FromSeconds(0.05)))
            await _patient.CallAsync(Patient.Answer());

        await _patient.CallAsync(Patient.Fail(FailureKind.RateLimited, 429));

        Assert.Equal(HealthState.Saturated, _patient.State());
        Assert.InRange(_patient.Wait(), 0.04, 0.1);
    }

    [Fact]
    public async Task A_pause_that_the_provider_names_is_kept_though_it_answers_most_calls()
    {
        await _patient.CallAsync(Patient.Answer(), times: 40);

        await _patient.CallAsync(Patient.Fail(FailureKind.RateLimited, 429, retryAfter: 3));

        Assert.Equal((HealthState.Cooldown, 3), (_patient.State(), _patient.Wait()));
    }

    [Theory]
    [InlineData(FailureKind.Credential, 401)]
    [InlineData(FailureKind.QuotaExceeded, 402)]
    [InlineData(FailureKind.ModelUnavailable, 404)]
    public async Task After_a_refusal_a_single_call_shows_whether_it_was_mended(FailureKind kind, int status)
    {
        await _patient.CallAsync(Patient.Fail(kind, status));
        _patient.Time.Advance(TimeSpan.FromMinutes(7));

        _ = Assert.Single(_patient.Fill());
    }

    [Theory]
    [InlineData(FailureKind.ModelUnavailable)]
    [InlineData(FailureKind.InvalidResponse)]
    [InlineData(FailureKind.Timeout)]
    public async Task What_concerns_one_request_keeps_nobody_away(FailureKind kind)
    {
        var reply = (ProviderReply.Failed)Patient.Fail(kind, 400) with { ConcernsRequestOnly = true };

        Assert.Equal(20, await _patient.CallAsync(reply, times: 20));
        Assert.Equal(HealthState.Available, _patient.State());
    }

    [Fact]
    public async Task The_state_says_since_when_until_when_and_why()
    {
        var now = _patient.Time.GetUtcNow();
        await _patient.CallAsync(Patient.Fail(FailureKind.QuotaExceeded, 429, retryAfter: 120));

        var status = Assert.Single(_patient.Provider.Status());

        Assert.Equal(("m", HealthState.Cooldown, now, now.AddMinutes(2), FailureKind.QuotaExceeded), (status.Model, status.State, status.Since, status.Until, status.Why));
        Assert.Equal(new CallCounts(1, 0, 1, 0), status.LastMinute);
    }
}
