using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Dispatch.Worker.Providers.Doctor;

/// <summary>Says what is wrong with a certificate.</summary>
internal static class CertificateTrouble
{
    /// <returns>null: nothing.</returns>
    public static string? Describe(SslPolicyErrors errors, X509Certificate2? certificate, X509Chain? chain, string host)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "It shows none";

        var troubles = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            troubles.Add($"it is not for {host} but for {certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            troubles.AddRange(chain?.ChainStatus.Select(status => $"{status.StatusInformation.Trim().TrimEnd('.')}"
                + $" ({status.Status})").Distinct() ?? []);
        return $"Subject {certificate.Subject}, issuer {certificate.Issuer}: {string.Join("; ", troubles)}";
    }
}
