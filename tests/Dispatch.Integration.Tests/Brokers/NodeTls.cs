using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>
/// What makes a private node speak TLS on a further port: an authority of its own, a certificate for <see cref="ServerName"/> and
/// 127.0.0.1, and one for a client whose common name is a user of the node. The files last as long as this.
/// </summary>
internal sealed class NodeTls : IDisposable
{
    public const string ServerName = "rabbit.test";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-tls-");

    public NodeTls()
    {
        Port = FreePorts.Take(1)[0];
        using var authority = Authority("CN=Dispatch tests");
        using var other = Authority("CN=Somebody else");
        AuthorityFile = Write("authority.pem", authority.ExportCertificatePem());
        OtherAuthorityFile = Write("other.pem", other.ExportCertificatePem());
        (ServerFile, ServerKeyFile) = Issue(authority, "server", "CN=rabbit.test", "1.3.6.1.5.5.7.3.1");
        (ClientFile, ClientKeyFile) = Issue(authority, "client", $"CN={ClusterSettings.User}", "1.3.6.1.5.5.7.3.2");
    }

    /// <summary>Where the node speaks TLS.</summary>
    public int Port { get; }

    /// <summary>The authority that vouches for both certificates, as PEM.</summary>
    public string AuthorityFile { get; }

    /// <summary>One that vouches for nothing.</summary>
    public string OtherAuthorityFile { get; }

    public string ClientFile { get; }

    public string ClientKeyFile { get; }

    private string ServerFile { get; }

    private string ServerKeyFile { get; }

    /// <summary>Lines of the node's configuration file. A client must show a certificate.</summary>
    public string Configuration() =>
        $"""
        listeners.ssl.default = {Port}
        ssl_options.cacertfile = {AuthorityFile}
        ssl_options.certfile = {ServerFile}
        ssl_options.keyfile = {ServerKeyFile}
        ssl_options.verify = verify_peer
        ssl_options.fail_if_no_peer_cert = true
        ssl_cert_login_from = common_name
        auth_mechanisms.1 = PLAIN
        auth_mechanisms.2 = EXTERNAL

        """;

    public void Dispose() => _folder.Delete(recursive: true);

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-2), now.AddDays(2));
    }

    private (string Certificate, string Key) Issue(X509Certificate2 authority, string file, string subject, string purpose)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServerName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(16));
        return (Write($"{file}.pem", certificate.ExportCertificatePem()), Write($"{file}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
