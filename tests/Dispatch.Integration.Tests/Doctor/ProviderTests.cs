using Dispatch.Integration.Tests.Providers;
using Dispatch.Worker.Providers.Doctor;

namespace Dispatch.Integration.Tests.Doctor;

/// <summary>Providers are reached step by step, and called only where that was asked for.</summary>
public sealed class ProviderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_step_of_the_way_to_a_provider_has_an_error_of_its_own()
    {
        using var refusing = new RefusingProvider();
        using var certificate = SelfSigned.Create();
        await using var untrusted = await TestProvider.StartAsync(Cancellation, certificate: certificate);
        await using var well = await TestProvider.StartAsync(Cancellation);

        var run = await DoctorRun.RunAsync(
            new
            {
                Providers = new Dictionary<string, object>
                {
                    ["refusing"] = new { BaseUrl = refusing.BaseUrl },
                    ["nowhere"] = new { BaseUrl = "https://no-such-host.invalid/v1" },
                    ["untrusted"] = new { BaseUrl = untrusted.BaseUrl },
                    ["plain"] = new { BaseUrl = new UriBuilder(well.BaseUrl) { Scheme = "https" }.Uri },
                    ["well"] = new { BaseUrl = well.BaseUrl },
                },
            },
            Cancellation);

        Assert.Equal(1, run.ExitCode);
        var errors = run.Of("error").ToDictionary(finding => finding.Found.Split(':')[0]);
        Assert.Equal(4, errors.Count);
        Assert.Equal(($"refusing: nobody answers at 127.0.0.1:{refusing.BaseUrl.Port}", "Connection refused"), (errors["refusing"].Found, errors["refusing"].Cause));
        Assert.Equal("nowhere: the name no-such-host.invalid can't be resolved", errors["nowhere"].Found);
        Assert.Equal($"untrusted: the certificate of 127.0.0.1:{untrusted.BaseUrl.Port} is not trusted", errors["untrusted"].Found);
        Assert.StartsWith("Subject CN=provider.test, issuer CN=provider.test: ", errors["untrusted"].Cause, StringComparison.Ordinal);
        Assert.StartsWith("plain: TLS with ", errors["plain"].Found, StringComparison.Ordinal);
        Assert.Contains(run.Of("ok"), finding => finding.Check == ProviderFinding.Connection && finding.Found.StartsWith("well: ", StringComparison.Ordinal));
        Assert.Empty(well.Calls.Concat(untrusted.Calls));
    }

    [Fact]
    public async Task A_call_takes_one_token_of_each_model_and_shows_neither_key_nor_answer()
    {
        await using var well = await TestProvider.StartAsync(Cancellation, Behaviours.Answer("a marked answer"));
        await using var refusing = await TestProvider.StartAsync(Cancellation, Behaviours.Status(401, $"Incorrect API key provided: {DoctorRun.Key}", code: "invalid_api_key"));

        var run = await DoctorRun.RunAsync(
            new
            {
                Providers = new Dictionary<string, object>
                {
                    ["well"] = new { BaseUrl = well.BaseUrl, ApiKey = $"env:{DoctorRun.KeyVariable}" },
                    ["refusing"] = new { BaseUrl = refusing.BaseUrl, ApiKey = $"env:{DoctorRun.KeyVariable}" },
                },
                RoutingGroups = new
                {
                    Chat = new object[] { new { Key = "well", Model = "large" }, new { Key = "well", Model = "small" }, new { Key = "refusing", Model = "any" } },
                    Other = new object[] { new { Key = "well", Model = "large" } },
                },
            },
            Cancellation,
            "--call");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["large", "small"], well.Calls.Select(call => call.Model));
        Assert.All(well.Calls, call => Assert.Contains("\"max_tokens\":1", System.Text.Encoding.UTF8.GetString(call.Body.Span), StringComparison.Ordinal));
        Assert.All(well.Calls, call => Assert.Equal($"Bearer {DoctorRun.Key}", call.Headers["Authorization"].ToString()));
        Assert.Equal(2, run.Of("ok").Count(finding => finding.Check == ProviderFinding.Call));
        var error = run.Single("error", ProviderFinding.Call);
        Assert.StartsWith("refusing, model any: credential, status 401 after ", error.Found, StringComparison.Ordinal);
        Assert.StartsWith("Put a valid key ", error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(DoctorRun.Key, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a marked answer", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_wants_the_newer_word_for_the_limit_gets_it()
    {
        await using var provider = await TestProvider.StartAsync(Cancellation, Behaviours.Sequence(
            Behaviours.Status(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", code: "unsupported_parameter"),
            Behaviours.Answer()));

        var run = await DoctorRun.RunAsync(
            new
            {
                Providers = new { Newer = new { BaseUrl = provider.BaseUrl } },
                RoutingGroups = new { Chat = new object[] { new { Key = "newer", Model = "m" } } },
            },
            Cancellation,
            "--call");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(2, provider.CallCount);
        run.Single("ok", ProviderFinding.Call);
    }

    [Fact]
    public async Task Without_being_asked_to_call_it_sends_no_request()
    {
        await using var provider = await TestProvider.StartAsync(Cancellation);

        var run = await DoctorRun.RunAsync(
            new
            {
                Providers = new { Alpha = new { BaseUrl = provider.BaseUrl } },
                RoutingGroups = new { Chat = new object[] { new { Key = "alpha", Model = "m" } } },
            },
            Cancellation);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(0, provider.CallCount);
        Assert.Contains(run.Of("note"), finding => finding is { Check: "broker", Found: "There is no broker to check: transport is memory" });
    }
}
