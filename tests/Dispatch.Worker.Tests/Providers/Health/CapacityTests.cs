using CsCheck;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Tests.Providers.Health;

public sealed class CapacityTests
{
    [Fact]
    public async Task No_more_calls_are_in_flight_than_allowed()
    {
        var patient = new Patient(new ProviderOptions { Concurrency = 3 });

        var calls = patient.Fill();

        Assert.Equal((3, HealthState.Saturated), (calls.Count, patient.State()));
        patient.EndOne(Patient.Answer());
        await calls[0];
        _ = Assert.Single(patient.Fill());
    }

    [Fact]
    public void A_models_own_limit_holds_within_that_of_the_provider()
    {
        var patient = new Patient(new ProviderOptions
        {
            Concurrency = 5,
            Models = new Dictionary<string, ModelLimits> { ["m"] = new() { Concurrency = 2 } },
        });

        Assert.Equal(2, patient.Fill().Count);
        Assert.Equal(3, patient.Fill("other").Count);
    }

    [Fact]
    public async Task Requests_by_the_minute_are_spread_evenly()
    {
        var patient = new Patient(new ProviderOptions { RequestsPerMinute = 600 });

        var first = await patient.CallAsync(Patient.Answer(), times: 100);
        patient.Time.Advance(TimeSpan.FromSeconds(1));
        var later = 0;
        for (var i = 0; i < 100; i++, patient.Time.Advance(TimeSpan.FromMilliseconds(100)))
            later += await patient.CallAsync(Patient.Answer(), times: 100);

        Assert.Equal(5, first);
        Assert.InRange(later, 100, 105);
    }

    [Fact]
    public async Task Tokens_by_the_minute_are_counted_by_estimate_and_corrected_by_the_answer()
    {
        var patient = new Patient(new ProviderOptions { TokensPerMinute = 1000 });
        patient.Reply = Patient.Answer(tokens: 100);
        Assert.True(patient.TryCall(out var call, tokens: 900));
        await call;

        Assert.Equal(0, patient.Wait(tokens: 900));
        Assert.Equal(6, patient.Wait(tokens: 1000), precision: 3);

        patient.Reply = Patient.Answer(tokens: 1800);
        Assert.True(patient.TryCall(out call, tokens: 100));
        await call;
        Assert.Equal(54.06, patient.Wait(tokens: 1), precision: 3);
    }

    [Fact]
    public void A_request_larger_than_a_minutes_tokens_goes_when_the_bucket_is_full() =>
        Assert.Equal(0, new Patient(new ProviderOptions { TokensPerMinute = 1000 }).Wait(tokens: 1_000_000));

    [Fact]
    public void Room_that_is_not_used_is_given_back()
    {
        var patient = new Patient(new ProviderOptions { Concurrency = 1, RequestsPerMinute = 1, TokensPerMinute = 10 });

        for (var i = 0; i < 5; i++)
            patient.Provider.TryReserve(Patient.Model, 10)!.Dispose();

        Assert.Equal(0, patient.Wait(tokens: 10));
    }

    [Fact]
    public void A_thousand_models_are_kept_and_no_more()
    {
        var patient = new Patient();
        for (var i = 0; i < ProviderHealth.MaxModels + 50; i++)
        {
            patient.Provider.TryReserve(Patient.Model with { Model = $"m{i}" }, 1)!.Dispose();
            patient.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var kept = patient.Provider.Status().Select(status => status.Model).ToHashSet();
        Assert.Equal(ProviderHealth.MaxModels, kept.Count);
        Assert.DoesNotContain("m49", kept);
        Assert.Contains("m50", kept);
    }

    [Fact]
    public void Whatever_becomes_of_calls_their_room_comes_back() => Gen.Int[0, 4].Array[1, 60].Sample(steps =>
    {
        var patient = new Patient(new ProviderOptions { Concurrency = 4 });
        var open = new Queue<Task>();
        foreach (var step in steps)
        {
            patient.Reply = null;
            if (step == 0 && open.TryDequeue(out var call))
            {
                patient.EndOne(Patient.Answer());
                call.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            }
            else if (step == 1)
            {
                patient.Provider.TryReserve(Patient.Model, 1)?.Dispose();
            }
            else if (patient.TryCall(out var begun))
            {
                open.Enqueue(begun);
            }

            Assert.InRange(open.Count, 0, 4);
        }

        while (open.TryDequeue(out var call))
        {
            patient.EndOne(Patient.Answer());
            call.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        Assert.All(patient.Provider.Status(), status => Assert.Equal(0, status.InFlight));
        Assert.Equal(4, patient.Fill().Count);
    }, iter: 200, threads: 1);
}
