using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class BreakerTests
{
    private readonly Patient _patient = new(new ProviderOptions
    {
        Breaker = new BreakerOptions { Initial = TimeSpan.FromSeconds(20), Max = TimeSpan.FromSeconds(60) },
    });

    [Fact]
    public async Task It_opens_after_three_failures_in_a_row_however_far_apart_they_are()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HealthState.Available, _patient.State());
            await _patient.CallAsync(Patient.Fail());
            _patient.Time.Advance(i < 2 ? TimeSpan.FromHours(1) : TimeSpan.Zero);
        }

        Assert.Equal((HealthState.Open, 20), (_patient.State(), _patient.Wait()));
        Assert.False(_patient.TryCall(out _));
    }

    [Theory]
    [InlineData(FailureKind.Transient, true)]
    [InlineData(FailureKind.Timeout, true)]
    [InlineData(FailureKind.InvalidResponse, true)]
    [InlineData(FailureKind.Unknown, true)]
    [InlineData(FailureKind.ContentFiltered, false)]
    [InlineData(FailureKind.ContextLengthExceeded, false)]
    [InlineData(FailureKind.InvalidRequest, false)]
    public async Task It_counts_failures_of_the_provider_only(FailureKind kind, bool opens)
    {
        await _patient.CallAsync(Patient.Fail(kind), times: 10);

        Assert.Equal(opens ? HealthState.Open : HealthState.Available, _patient.State());
    }

    [Fact]
    public async Task A_call_that_outlasts_its_time_counts()
    {
        var patient = new Patient(new ProviderOptions { Timeout = TimeSpan.FromSeconds(1) });
        for (var i = 0; i < 3; i++)
        {
            patient.Reply = null;
            Assert.True(patient.TryCall(out var call));
            patient.Time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(FailureKind.Timeout, Assert.IsType<ProviderReply.Failed>(await call).Kind);
        }

        Assert.Equal(HealthState.Open, patient.State());
    }

    [Fact]
    public async Task An_answer_in_between_starts_the_count_anew()
    {
        for (var i = 0; i < 10; i++)
        {
            await _patient.CallAsync(Patient.Fail(), times: 2);
            await _patient.CallAsync(Patient.Answer());
        }

        Assert.Equal(HealthState.Available, _patient.State());
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(10, 4)]
    [InlineData(40, 7)]
    [InlineData(1000, 10)]
    public async Task At_higher_traffic_it_takes_more_failures_where_single_ones_happen(int answered, int failures)
    {
        await _patient.CallAsync(Patient.Fail());
        await _patient.CallAsync(Patient.Answer(), times: answered);

        Assert.Equal(failures, await _patient.CallAsync(Patient.Fail(), times: 100));
        Assert.Equal(HealthState.Open, _patient.State());
    }

    [Fact]
    public async Task When_its_time_is_over_a_single_call_probes_and_the_rest_stay_away()
    {
        await OpenAsync();
        _patient.Time.Advance(TimeSpan.FromSeconds(20));

        _ = Assert.Single(_patient.Fill());
        Assert.Equal(HealthState.Recovering, _patient.State());
        Assert.True(_patient.Wait() > 0);
    }

    [Fact]
    public async Task A_probe_that_fails_opens_it_for_twice_as_long_up_to_the_longest()
    {
        await OpenAsync();
        foreach (var expected in new[] { 40, 60, 60 })
        {
            _patient.Time.Advance(TimeSpan.FromSeconds(_patient.Wait()));
            Assert.Equal(1, await _patient.CallAsync(Patient.Fail(), times: 5));
            Assert.Equal((HealthState.Open, expected), (_patient.State(), _patient.Wait()));
        }
    }

    [Fact]
    public async Task A_probe_that_is_answered_closes_it_and_calls_ramp_up()
    {
        await OpenAsync();
        _patient.Time.Advance(TimeSpan.FromSeconds(20));
        await _patient.CallAsync(Patient.Answer());

        foreach (var expected in new[] { 1, 2, 4 })
        {
            var calls = _patient.Fill();
            Assert.Equal(expected, calls.Count);
            calls.ForEach(_ => _patient.EndOne(Patient.Answer()));
            await Task.WhenAll(calls);
        }
    }

    [Fact]
    public async Task A_probe_that_is_cut_off_shows_nothing_and_opens_it_again()
    {
        await OpenAsync();
        _patient.Time.Advance(TimeSpan.FromSeconds(20));
        using var cancellation = new CancellationTokenSource();
        _patient.Reply = null;
        Assert.True(_patient.TryCall(out var probe, cancellation.Token));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        Assert.Equal(HealthState.Open, _patient.State());
    }

    [Fact]
    public async Task Only_the_probe_shows_whether_the_model_is_back()
    {
        _patient.Reply = null;
        Assert.True(_patient.TryCall(out var failing));
        Assert.True(_patient.TryCall(out var answering));
        await OpenAsync();
        _patient.Time.Advance(TimeSpan.FromSeconds(20));
        _patient.Reply = null;
        Assert.True(_patient.TryCall(out var probe));

        _patient.EndOne(Patient.Fail());
        await failing;
        _patient.EndOne(Patient.Answer());
        await answering;
        Assert.Equal(HealthState.Recovering, _patient.State());
        Assert.False(_patient.TryCall(out _));

        _patient.EndOne(Patient.Answer());
        await probe;
        _ = Assert.Single(_patient.Fill());
    }

    [Fact]
    public async Task A_request_that_was_never_sent_is_no_probe_and_takes_no_room()
    {
        await OpenAsync();
        _patient.Time.Advance(TimeSpan.FromSeconds(20));
        var refused = (ProviderReply.Failed)Patient.Fail(FailureKind.ModelUnavailable, status: null) with { WasCalled = false };

        Assert.Equal(5, await _patient.CallAsync(refused, times: 5));
        await _patient.CallAsync(Patient.Fail());

        Assert.Equal((HealthState.Open, 40), (_patient.State(), _patient.Wait()));
    }

    [Theory]
    [InlineData(FailureKind.InvalidRequest, 400)]
    [InlineData(FailureKind.RateLimited, 429)]
    [InlineData(FailureKind.ContextLengthExceeded, 400)]
    public async Task A_probe_that_is_refused_shows_that_the_model_is_back(FailureKind kind, int status)
    {
        await OpenAsync();
        _patient.Time.Advance(TimeSpan.FromSeconds(20));
        await _patient.CallAsync(Patient.Fail(kind, status));
        _patient.Time.Advance(TimeSpan.FromSeconds(_patient.Wait()));

        Assert.NotEqual(HealthState.Open, _patient.State());
        await _patient.CallAsync(Patient.Fail());
        Assert.NotEqual(HealthState.Open, _patient.State());
    }

    [Fact]
    public async Task An_impatient_group_does_not_open_it()
    {
        for (var i = 0; i < 5; i++)
        {
            _patient.Reply = null;
            var room = _patient.Provider.TryReserve(Patient.Model, 1)!;
            var call = _patient.Provider.CallAsync(
                new ProviderCall(Patient.Model.Endpoint, RequestBody.Parse("{}"u8.ToArray()), "m") { Timeout = TimeSpan.FromSeconds(1) }, room, TestContext.Current.CancellationToken);
            _patient.Time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(FailureKind.Timeout, Assert.IsType<ProviderReply.Failed>(await call).Kind);
        }

        Assert.Equal(HealthState.Available, _patient.State());
    }

    [Fact]
    public async Task The_state_says_since_when_it_is_down_whatever_the_probes()
    {
        var since = _patient.Time.GetUtcNow();
        await OpenAsync();
        _patient.Time.Advance(TimeSpan.FromSeconds(20));
        await _patient.CallAsync(Patient.Fail(FailureKind.Timeout, null));

        var status = Assert.Single(_patient.Provider.Status());

        Assert.Equal((since, since.AddSeconds(60), FailureKind.Timeout), (status.Since, status.Until, status.Why));
    }

    private async Task OpenAsync()
    {
        await _patient.CallAsync(Patient.Fail(), times: 3);
        Assert.Equal(HealthState.Open, _patient.State());
    }
}
