using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dispatch.Integration.Tests.Security;

/// <summary>Nor is a credential in traces, metrics, the fields of log entries, or exceptions, be they caught or not.</summary>
public sealed class ObservedCredentialTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_credential_is_in_traces_metrics_log_entries_or_exceptions()
    {
        await using var marked = await MarkedWorker.CreateAsync(brokers);
        using var observation = new Observation();
        // An adapter reads its secrets from the process's own environment.
        foreach (var (name, value) in marked.Environment)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            await using var app = Build(marked, observation);
            await app.StartAsync(Cancellation);
            // It has the queues by then.
            await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, Cancellation);
            foreach (var group in (string[])[.. marked.Echoing, .. marked.Others, "answering"])
                await marked.Client.PublishAsync(OutcomeClient.Request(group, group), Cancellation);
            foreach (var group in (string[])[.. marked.Echoing, .. marked.Others, "answering"])
                await marked.Client.OutcomeAsync(group, Cancellation);
            observation.ReadGauges();
            await app.StopAsync(Cancellation);
        }
        finally
        {
            foreach (var name in marked.Environment.Keys)
                Environment.SetEnvironmentVariable(name, null);
        }

        Assert.All(["Dispatch", "MassTransit", "System.Net.Http", "HttpRequestException"], name => Assert.Contains(name, observation.Sources));
        Leaks.None(marked.Secrets, observation.Texts);
    }

    private static WebApplication Build(MarkedWorker marked, Observation observation)
    {
        var folder = Directory.CreateTempSubdirectory("dispatch-observed-");
        try
        {
            var file = Path.Combine(folder.FullName, "dispatch.json");
            var configuration = marked.Configuration();
            configuration["listen"] = $"http://127.0.0.1:{FreePorts.Take(1)[0]}";
            File.WriteAllText(file, configuration.ToJsonString());
            var loader = new ConfigurationLoader(marked.Environment.ToDictionary(entry => entry.Key, entry => entry.Value!), [folder.FullName]);
            return WorkerHost.Build(loader.Load(file), loader, (services, loaded, source, messaging) =>
            {
                services.AddSingleton(new Random(1));
                services.AddProviders();
                services.AddConfiguration(loaded, source);
                services.AddCompletions();
                services.AddMessaging(messaging);
                services.AddLogging(logging => logging.ClearProviders().AddProvider(observation).SetMinimumLevel(LogLevel.Trace));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
