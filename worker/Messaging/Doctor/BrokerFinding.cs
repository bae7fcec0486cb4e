namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>What was seen of the broker in one respect.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Check">What was looked at, such as <c>broker.permissions</c>.</param>
/// <param name="Found">What was seen; never a credential.</param>
/// <param name="Cause">Why it is so, or what it means; null where nothing is to be said.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
internal sealed record BrokerFinding(BrokerSeverity Severity, string Check, string Found, string? Cause = null, string? Remedy = null)
{
    public static BrokerFinding Ok(string check, string found) => new(BrokerSeverity.Ok, check, found);

    public static BrokerFinding Note(string check, string found, string? cause = null, string? remedy = null) =>
        new(BrokerSeverity.Note, check, found, cause, remedy);

    public static BrokerFinding Warning(string check, string found, string cause, string remedy) =>
        new(BrokerSeverity.Warning, check, found, cause, remedy);

    public static BrokerFinding Error(string check, string found, string cause, string remedy) =>
        new(BrokerSeverity.Error, check, found, cause, remedy);
}

/// <summary>How bad a <see cref="BrokerFinding"/> is.</summary>
internal enum BrokerSeverity
{
    /// <summary>As it must be.</summary>
    Ok,

    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Workers run, but hardly as was meant.</summary>
    Warning,

    /// <summary>Workers can't do their work.</summary>
    Error,
}
