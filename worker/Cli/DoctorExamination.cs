using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Doctor;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Doctor;

namespace Dispatch.Worker.Cli;

/// <summary>Puts together what <c>dispatch doctor</c> looks at: the configuration, then the broker, then the providers.</summary>
internal sealed class DoctorExamination(ConfigurationLoader loader, AddWorker addWorker, TimeProvider time, TimeSpan timeout)
{
    private const string Configuration = "configuration";

    /// <param name="configPath">The configuration file; null: the default.</param>
    /// <param name="call">Whether to call the providers.</param>
    /// <param name="management">The broker's management API, with a slash at its end; null: not to be asked.</param>
    /// <param name="cancellationToken">Gives up, and cleans up.</param>
    public async Task<DoctorReport> RunAsync(string? configPath, bool call, Uri? management, CancellationToken cancellationToken)
    {
        var configuration = loader.Load(configPath);
        List<DoctorFinding> findings = [.. configuration.Findings.Select(DoctorFinding.Of)];
        if (!configuration.IsValid)
        {
            findings.Add(new DoctorFinding(
                DoctorSeverity.Note,
                Configuration,
                "Broker and providers were not checked",
                "That needs a configuration without errors"));
            return new DoctorReport(configuration.File, findings);
        }

        if (findings.Count == 0)
            findings.Add(new DoctorFinding(DoctorSeverity.Ok, Configuration, $"{configuration.File} has no errors and no warnings"));
        findings.AddRange(await BrokerAsync(configuration.Options, management, cancellationToken));
        findings.AddRange(await ProvidersAsync(configuration, call, cancellationToken));
        return new DoctorReport(configuration.File, findings);
    }

    private async Task<IEnumerable<DoctorFinding>> BrokerAsync(DispatchOptions options, Uri? management, CancellationToken cancellationToken)
    {
        if (BrokerSetup.ForWorker(options, loader.Variable).Broker is not { } broker)
        {
            return
            [
                new DoctorFinding(
                    DoctorSeverity.Note,
                    "broker",
                    "There is no broker to check: transport is memory",
                    "Requests live in the worker's process, and are gone with it"),
            ];
        }

        var findings = new List<BrokerFinding>(
            await new BrokerDoctor(broker, DoctorPlan.LongestAttempt(options), time, timeout).ExamineAsync(cancellationToken));
        management ??= options.Broker.Management is { } configured ? new Uri(configured.EndsWith('/') ? configured : $"{configured}/") : null;
        if (management is null)
        {
            findings.Add(ClockCheck.NotChecked);
            findings.Add(BrokerFinding.Note(
                BrokerChecks.Policy,
                "Policies were not checked",
                "AMQP does not tell them",
                "Name the management API with --management, or in broker.management"));
        }
        else
        {
            using var look = new HttpLook(DoctorPlan.WithoutUser(management), () => DoctorPlan.CredentialsOf(management, broker), broker.Authorities, time, timeout);
            findings.AddRange(await new ManagementCheck(broker, look.ReadManagementAsync).ExamineAsync(cancellationToken));
        }

        return findings.Select(DoctorFinding.Of);
    }

    private async Task<IEnumerable<DoctorFinding>> ProvidersAsync(LoadedConfiguration configuration, bool call, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging();
        addWorker(services, configuration, loader, new MessagingSettings(null, Prefetch: 1, Grace: TimeSpan.Zero, Consume: false));
        await using var provider = services.BuildServiceProvider();
        var doctor = new ProviderDoctor(provider.GetRequiredService<IProviderFactory>(), loader.Variable, time, timeout);
        var options = configuration.Options!;
        var found = await doctor.ExamineAsync(options.Providers, DoctorPlan.ModelsOf(options), call, cancellationToken);
        return found.Select(DoctorFinding.Of);
    }
}
