using System.Net;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>Ways to the broker: several nodes, credentials from a file, TLS.</summary>
public sealed class ConnectionTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_is_down_is_passed_over()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var up = scenario.VirtualHost.Uri;
        scenario.Transport = new UriBuilder(up) { Port = FreePorts.Take(1)[0] }.Uri;
        scenario.Broker = new { Hosts = new[] { $"{up.Host}:{up.Port}" } };

        await scenario.StartWorkerAsync();

        await AnswersAsync(scenario, "r-1");
    }

    [Fact]
    public async Task A_password_is_read_from_its_file_at_each_try()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var url = scenario.VirtualHost.Uri;
        var (user, password) = (url.UserInfo.Split(':')[0], Uri.UnescapeDataString(url.UserInfo.Split(':')[1]));
        const string Wrong = "not-the-password-4711";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Wrong, Cancellation);
        scenario.Transport = new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        scenario.Broker = new { Username = user, Password = $"file:{file}" };

        var worker = await scenario.LaunchWorkerAsync();
        await worker.WaitForLineAsync($"The broker at {url.Host}:{url.Port} refuses the user or its password.", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await worker.HealthAsync("ready", Cancellation));
        await File.WriteAllTextAsync(file, password, Cancellation);

        await worker.WaitForReadinessAsync(HttpStatusCode.OK, Cancellation);
        await AnswersAsync(scenario, "r-1");
        Assert.DoesNotContain(Wrong, worker.Output, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_virtual_host_that_is_missing_is_named_and_waited_for()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.Transport = new UriBuilder(scenario.VirtualHost.Uri) { Path = "no-such-host" }.Uri;

        var worker = await scenario.LaunchWorkerAsync();

        await worker.WaitForLineAsync("does not let the user into virtual host 'no-such-host'", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await worker.HealthAsync("ready", Cancellation));
        Assert.Equal(HttpStatusCode.OK, await worker.HealthAsync("live", Cancellation));
    }

    [Fact]
    public async Task A_worker_shows_its_certificate_and_trusts_only_the_authority_that_it_was_given()
    {
        using var tls = new NodeTls();
        await using var broker = await PrivateNode.StartNewAsync(Cancellation, tls);
        await using var scenario = await Scenario.CreateAsync(await broker.CreateVirtualHostAsync(Cancellation));
        await scenario.AddProviderAsync("alpha");
        var host = scenario.VirtualHost.Name;
        // No user is named: the certificate says who this is.
        scenario.Transport = new Uri($"amqps://127.0.0.1:{tls.Port}/{host}");

        var stranger = await StartAsync(scenario, tls, tls.OtherAuthorityFile, serverName: null);
        await stranger.WaitForLineAsync($"TLS with the broker at 127.0.0.1:{tls.Port} fails", Cancellation);
        await stranger.KillAsync();
        var misnamed = await StartAsync(scenario, tls, tls.AuthorityFile, "another.test");
        await misnamed.WaitForLineAsync($"TLS with the broker at 127.0.0.1:{tls.Port} fails", Cancellation);
        await misnamed.KillAsync();

        var worker = await StartAsync(scenario, tls, tls.AuthorityFile, NodeTls.ServerName);
        await worker.WaitForReadinessAsync(HttpStatusCode.OK, Cancellation);
        await AnswersAsync(scenario, "r-1");
    }

    private static async Task<WorkerProcess> StartAsync(Scenario scenario, NodeTls tls, string authority, string? serverName)
    {
        scenario.Broker = new { Tls = new { Authority = authority, Certificate = tls.ClientFile, Key = tls.ClientKeyFile, ServerName = serverName } };
        return await scenario.LaunchWorkerAsync();
    }

    private static async Task AnswersAsync(Scenario scenario, string id)
    {
        await scenario.Client.PublishAsync(OutcomeClient.Request(id, "alpha"), Cancellation);
        await scenario.Client.ResultAsync(id, Cancellation);
    }
}
