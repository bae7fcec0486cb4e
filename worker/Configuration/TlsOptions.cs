namespace Dispatch.Worker.Configuration;

/// <summary>TLS to the broker. Paths are of files; a relative one counts from the current directory.</summary>
internal sealed record TlsOptions
{
    /// <summary>Certificates to trust in place of the system's, as PEM. Default: the system's.</summary>
    public string? Authority { get; init; }

    /// <summary>The certificate that this worker shows: PEM, or PKCS#12 where the name ends in .pfx or .p12. Default: none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The key of <see cref="Certificate"/>, as PEM; not where that is PKCS#12. Default: it stands in the same file.</summary>
    public string? Key { get; init; }

    /// <summary>The password of the key: <c>env:NAME</c> or <c>file:PATH</c>. Default: none.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>The name that the broker's certificate is to have. Default: the host's.</summary>
    public string? ServerName { get; init; }
}
