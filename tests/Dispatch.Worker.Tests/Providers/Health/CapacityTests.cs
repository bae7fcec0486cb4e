using CsCheck;
using Dispatch.Contracts;
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
        var patient = new Patient(new ProviderOptions { TokensPerMinute = 600 });
        await CallAsync(patient, Patient.Answer(), tokens: 650);
        Assert.Equal(5.1, patient.Wait(), precision: 3);

        patient.Time.Advance(TimeSpan.FromSeconds(10));
        await CallAsync(patient, Patient.Answer(tokens: 1), tokens: 650);
        Assert.Equal(0, patient.Wait());

        await CallAsync(patient, Patient.Answer(tokens: 300), tokens: 1);
        Assert.Equal(25.2, patient.Wait(), precision: 3);
    }

    [Theory]
    [InlineData(int.MaxValue, null)]
    [InlineData(1, 9_000_000_000_000_000)]
    public async Task Whatever_a_body_or_a_provider_says_of_tokens_no_more_than_two_minutes_are_owed(long tokens, long? used)
    {
        var patient = new Patient(new ProviderOptions { TokensPerMinute = 600 });

        await CallAsync(patient, Patient.Answer(used), tokens);

        Assert.InRange(patient.Wait(), 0.05, 61);
    }

    [Fact]
    public async Task A_call_that_was_refused_took_no_tokens()
    {
        var patient = new Patient(new ProviderOptions { TokensPerMinute = 600 });

        await CallAsync(patient, Patient.Fail(FailureKind.InvalidRequest, 400), tokens: 600);

        Assert.Equal(0, patient.Wait());
    }

    [Fact]
    public async Task A_large_request_is_not_kept_waiting_by_small_ones()
    {
        var patient = new Patient(new ProviderOptions { TokensPerMinute = 600 });
        await CallAsync(patient, Patient.Answer(tokens: 599), tokens: 599);

        patient.Reply = Patient.Answer();
        Assert.True(patient.TryCall(out _, tokens: 600));
    }

    [Fact]
    public void Room_that_is_not_used_is_given_back()
    {
        var patient = new Patient(new ProviderOptions { Concurrency = 1, RequestsPerMinute = 1, TokensPerMinute = 10 });

        for (var i = 0; i < 5; i++)
            patient.Provider.TryReserve(Patient.Model, 10)!.Dispose();

        Assert.Equal(0, patient.Wait());
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

    private static async Task CallAsync(Patient patient, ProviderReply reply, long tokens)
    {
        patient.Reply = reply;
        Assert.True(patient.TryCall(out var call, tokens: tokens));
        await call;
    }
}
