namespace Dispatch.Worker.Providers.Doctor;

/// <summary>What was seen of a provider in one respect.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Check">What was looked at, such as <c>provider.connection</c>.</param>
/// <param name="Found">What was seen; never a credential, and nothing of an answer.</param>
/// <param name="Cause">Why it is so, or what it means; null where nothing is to be said.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
internal sealed record ProviderFinding(ProviderSeverity Severity, string Check, string Found, string? Cause = null, string? Remedy = null)
{
    public const string Connection = "provider.connection";
    public const string Credential = "provider.credential";
    public const string Call = "provider.call";

    public static ProviderFinding Ok(string check, string found) => new(ProviderSeverity.Ok, check, found);

    public static ProviderFinding Note(string check, string found, string? cause = null, string? remedy = null) =>
        new(ProviderSeverity.Note, check, found, cause, remedy);

    public static ProviderFinding Warning(string check, string found, string cause, string remedy) =>
        new(ProviderSeverity.Warning, check, found, cause, remedy);

    public static ProviderFinding Error(string check, string found, string cause, string remedy) =>
        new(ProviderSeverity.Error, check, found, cause, remedy);
}

/// <summary>How bad a <see cref="ProviderFinding"/> is.</summary>
internal enum ProviderSeverity
{
    /// <summary>As it must be.</summary>
    Ok,

    /// <summary>Good to know.</summary>
    Note,

    /// <summary>It can be called, but hardly as was meant.</summary>
    Warning,

    /// <summary>It can't be called.</summary>
    Error,
}
