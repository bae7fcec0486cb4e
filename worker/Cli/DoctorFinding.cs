using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging.Doctor;
using Dispatch.Worker.Providers.Doctor;

namespace Dispatch.Worker.Cli;

/// <summary>One line of what <c>dispatch doctor</c> reports.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Check">What was looked at, such as <c>broker.probe</c>; of the configuration, the place in the file.</param>
/// <param name="Found">What was seen.</param>
/// <param name="Cause">Why it is so, or what it means.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record DoctorFinding(DoctorSeverity Severity, string Check, string Found, string? Cause = null, string? Remedy = null)
{
    public static DoctorFinding Of(BrokerFinding finding) => new(
        finding.Severity switch
        {
            BrokerSeverity.Ok => DoctorSeverity.Ok,
            BrokerSeverity.Note => DoctorSeverity.Note,
            BrokerSeverity.Warning => DoctorSeverity.Warning,
            _ => DoctorSeverity.Error,
        },
        finding.Check,
        finding.Found,
        finding.Cause,
        finding.Remedy);

    public static DoctorFinding Of(ProviderFinding finding) => new(
        finding.Severity switch
        {
            ProviderSeverity.Ok => DoctorSeverity.Ok,
            ProviderSeverity.Note => DoctorSeverity.Note,
            ProviderSeverity.Warning => DoctorSeverity.Warning,
            _ => DoctorSeverity.Error,
        },
        finding.Check,
        finding.Found,
        finding.Cause,
        finding.Remedy);

    /// <summary>The loader says in one text what is wrong and what to write instead.</summary>
    public static DoctorFinding Of(ConfigurationFinding finding) => new(
        finding.Severity == Configuration.Severity.Error ? DoctorSeverity.Error : DoctorSeverity.Warning,
        "configuration",
        finding.Path,
        finding.Message,
        finding.Severity == Configuration.Severity.Error ? "Mend it in the file; dispatch config check says when it is" : null);
}

/// <summary>How bad a <see cref="DoctorFinding"/> is.</summary>
internal enum DoctorSeverity
{
    /// <summary>As it must be.</summary>
    Ok,

    /// <summary>Good to know.</summary>
    Note,

    /// <summary>It works, but hardly as was meant.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Error,
}
