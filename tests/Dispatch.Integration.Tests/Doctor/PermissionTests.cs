using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Workers;
using Dispatch.Worker.Messaging.Doctor;

namespace Dispatch.Integration.Tests.Doctor;

/// <summary>What a user may do is found out without doing it.</summary>
public sealed class PermissionTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_with_no_permission_lacks_all_of_them_and_gets_the_command_that_grants_them()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var user = await host.AddUserAsync("^$", "^$", "^$", Cancellation);

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(user.Uri), Cancellation);

        Assert.Equal(1, run.ExitCode);
        var error = run.Single("error", BrokerChecks.Permissions);
        Assert.StartsWith($"The user '{user.Name}' lacks configure on dispatch.requests.retry, dispatch.requests, ", error.Found, StringComparison.Ordinal);
        Assert.Contains("; write on dispatch.requests.retry", error.Found, StringComparison.Ordinal);
        Assert.Contains("; read on dispatch.requests.retry", error.Found, StringComparison.Ordinal);
        Assert.EndsWith(AccessRefusal.Grant(host.Name, user.Name), error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(user.Password, run.Output, StringComparison.Ordinal);
        Assert.Empty(await HealthyBrokerTests.NamesAsync(host));
    }

    [Fact]
    public async Task Exactly_what_is_lacking_is_named()
    {
        const string Own = @"^dispatch\..*";
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var user = await host.AddUserAsync(AccessRefusal.Names, Own, AccessRefusal.Names, Cancellation);

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(user.Uri), Cancellation);

        Assert.Equal(
            $"The user '{user.Name}' lacks write on Dispatch.Contracts:CompletionResult, Dispatch.Contracts:CompletionDeadLettered",
            run.Single("error", BrokerChecks.Permissions).Found);
        run.Single("ok", BrokerChecks.Probe);
        Assert.Empty(await HealthyBrokerTests.NamesAsync(host));
    }

    [Fact]
    public async Task What_the_command_grants_is_enough_for_the_doctor_and_for_a_worker()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var user = await host.AddUserAsync(AccessRefusal.Names, AccessRefusal.Names, AccessRefusal.Names, Cancellation);
        var configuration = HealthyBrokerTests.Plain(user.Uri);

        var before = await DoctorRun.RunAsync(configuration, Cancellation);
        await using var worker = await WorkerProcess.StartAsync(configuration, Cancellation);
        var after = await DoctorRun.RunAsync(configuration, Cancellation);

        foreach (var run in new[] { before, after })
        {
            Assert.Empty(run.Of("error"));
            run.Single("ok", BrokerChecks.Permissions);
        }
    }
}
