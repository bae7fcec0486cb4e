using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Worker.Messaging.Doctor;

namespace Dispatch.Integration.Tests.Doctor;

/// <summary>What keeps one from a broker is told apart, and each has its remedy.</summary>
public sealed class UnreachableBrokerTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_is_down_is_an_error_and_the_rest_is_left_out()
    {
        using var nobody = new RefusingProvider();

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(new Uri($"amqp://guest:guest@127.0.0.1:{nobody.BaseUrl.Port}/")), Cancellation);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Connection refused", run.Single("error", BrokerChecks.Node).Cause, StringComparison.Ordinal);
        Assert.Equal("Queues, permissions and the probe were not checked", run.Single("note", BrokerChecks.Topology).Found);
        Assert.Single(run.Of("error"));
    }

    [Fact]
    public async Task A_node_that_is_down_is_an_error_while_another_is_examined()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        using var nobody = new RefusingProvider();

        var run = await DoctorRun.RunAsync(
            new
            {
                Transport = host.Uri.ToString(),
                Broker = new { Hosts = new[] { $"127.0.0.1:{nobody.BaseUrl.Port}" } },
                Providers = new { Sim = new { Kind = "simulator" } },
            },
            Cancellation);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"127.0.0.1:{nobody.BaseUrl.Port} can't be used", run.Single("error", BrokerChecks.Node).Found);
        run.Single("ok", BrokerChecks.Node);
        run.Single("ok", BrokerChecks.Probe);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_not_shown()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        var wrong = new UriBuilder(host.Uri) { Password = "marked-wrong-password" }.Uri;

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(wrong), Cancellation);

        Assert.Equal(1, run.ExitCode);
        var error = run.Single("error", BrokerChecks.Node);
        Assert.Contains("refuses the user or its password", error.Cause, StringComparison.Ordinal);
        Assert.Equal("Correct transport, or broker.username and broker.password", error.Remedy);
        Assert.DoesNotContain("marked-wrong-password", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_virtual_host_comes_with_the_commands_that_make_it()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        var missing = new UriBuilder(host.Uri) { Path = "no-such-host" }.Uri;

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(missing), Cancellation);

        Assert.Equal(1, run.ExitCode);
        var user = host.Uri.UserInfo.Split(':')[0];
        Assert.Equal(
            "Create it (rabbitmqctl add_vhost 'no-such-host'), and give the user permissions there: " + AccessRefusal.Grant("no-such-host", user),
            run.Single("error", BrokerChecks.Node).Remedy);
    }

    [Fact]
    public async Task Where_only_plain_AMQP_is_spoken_TLS_fails()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        var tls = new UriBuilder(host.Uri) { Scheme = "amqps" }.Uri;

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(tls), Cancellation, "--timeout", "15s");

        Assert.Equal(1, run.ExitCode);
        var error = run.Single("error", BrokerChecks.Node);
        Assert.Contains("TLS", $"{error.Cause} {error.Remedy}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_an_error_and_with_its_authority_all_is_checked_over_TLS()
    {
        using var tls = new NodeTls();
        await using var node = await PrivateNode.StartNewAsync(Cancellation, tls);
        await using var host = await node.CreateVirtualHostAsync(Cancellation);
        object Configuration(string authority) => new
        {
            // No user is named: the certificate says who this is.
            Transport = $"amqps://127.0.0.1:{tls.Port}/{host.Name}",
            Broker = new { Tls = new { Authority = authority, Certificate = tls.ClientFile, Key = tls.ClientKeyFile } },
            Providers = new { Sim = new { Kind = "simulator" } },
        };

        var stranger = await DoctorRun.RunAsync(Configuration(tls.OtherAuthorityFile), Cancellation);
        var trusting = await DoctorRun.RunAsync(Configuration(tls.AuthorityFile), Cancellation);

        Assert.Equal(1, stranger.ExitCode);
        Assert.StartsWith($"TLS with the broker at 127.0.0.1:{tls.Port} fails: ", stranger.Single("error", BrokerChecks.Node).Cause, StringComparison.Ordinal);
        Assert.True(trusting.ExitCode == 0, trusting.Output);
        Assert.Contains(" over TLS; ", trusting.Single("ok", BrokerChecks.Node).Found, StringComparison.Ordinal);
        trusting.Single("ok", BrokerChecks.Permissions);
        trusting.Single("ok", BrokerChecks.Probe);
        trusting.Single("ok", BrokerChecks.DeadLettering);
    }

    [Fact]
    public async Task A_user_without_any_right_to_the_virtual_host_gets_the_command_that_grants_it()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var elsewhere = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var user = await elsewhere.AddUserAsync(".*", ".*", ".*", Cancellation);

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(new UriBuilder(user.Uri) { Path = host.Name }.Uri), Cancellation);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"Give it permissions there: {AccessRefusal.Grant(host.Name, user.Name)}", run.Single("error", BrokerChecks.Node).Remedy);
    }
}
