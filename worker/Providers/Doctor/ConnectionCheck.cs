using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Providers.Doctor;

/// <summary>Goes the way to a provider step by step, name, connection, TLS, and says which fails. It sends no request.</summary>
internal sealed class ConnectionCheck(TimeProvider time, TimeSpan timeout)
{
    private static readonly TimeSpan SoonOver = TimeSpan.FromDays(14);

    public async Task<IReadOnlyList<ProviderFinding>> ExamineAsync(string key, Uri url, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var at = $"{url.IdnHost}:{url.Port}";
        var step = "Its name";
        var start = time.GetTimestamp();
        try
        {
            await Dns.GetHostAddressesAsync(url.IdnHost, limit.Token);
            step = "The connection";
            using var socket = await ProviderConnections.ConnectAsync(new DnsEndPoint(url.IdnHost, url.Port), limit.Token);
            if (url.Scheme != Uri.UriSchemeHttps)
                return [Reached(key, at, "without TLS", start)];

            step = "TLS";
            return await HandshakeAsync(key, at, url.IdnHost, socket, start, limit.Token);
        }
        catch (SocketException exception)
        {
            return [step == "Its name" ? NoName(key, url, exception) : NoConnection(key, at, exception)];
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return
            [
                ProviderFinding.Error(
                    ProviderFinding.Connection,
                    $"{key}: TLS with {at} fails",
                    exception.Message.TrimEnd('.'),
                    $"See that https is spoken there, and correct providers.{key}.baseUrl"),
            ];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return
            [
                ProviderFinding.Error(
                    ProviderFinding.Connection,
                    string.Create(CultureInfo.InvariantCulture, $"{key}: {at} does not answer within {timeout.TotalSeconds:0.#} s"),
                    $"{step} takes longer; a firewall may drop what is sent there",
                    $"Allow connections to {at}, or correct providers.{key}.baseUrl"),
            ];
        }
    }

    private async Task<IReadOnlyList<ProviderFinding>> HandshakeAsync(
        string key, string at, string host, Socket socket, long start, CancellationToken cancellationToken)
    {
        string? trouble = null;
        DateTime ends = default;
        await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: false), leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                trouble = CertificateTrouble.Describe(errors, certificate as X509Certificate2, chain, host);
                ends = (certificate as X509Certificate2)?.NotAfter.ToUniversalTime() ?? default;
                return trouble is null;
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (AuthenticationException) when (trouble is not null)
        {
            return
            [
                ProviderFinding.Error(
                    ProviderFinding.Connection, $"{key}: the certificate of {at} is not trusted", trouble,
                    $"Correct providers.{key}.baseUrl, have the certificate renewed, or add its authority to the system's"
                        + $" (update-ca-certificates, or SSL_CERT_FILE)"),
            ];
        }

        var reached = Reached(key, at, $"over {tls.SslProtocol}", start);
        return ends - time.GetUtcNow().UtcDateTime > SoonOver
            ? [reached]
            :
            [
                reached,
                ProviderFinding.Warning(
                    ProviderFinding.Connection,
                    string.Create(CultureInfo.InvariantCulture, $"{key}: the certificate of {at} is valid until"
                        + $" {ends:yyyy-MM-dd HH:mm} UTC only"),
                    "After that every call fails",
                    "Have it renewed"),
            ];
    }

    private ProviderFinding Reached(string key, string at, string how, long start) => ProviderFinding.Ok(
        ProviderFinding.Connection,
        string.Create(CultureInfo.InvariantCulture, $"{key}: {at} reached in {time.GetElapsedTime(start).TotalMilliseconds:0} ms {how}"));

    private static ProviderFinding NoName(string key, Uri url, SocketException exception) => ProviderFinding.Error(
        ProviderFinding.Connection,
        $"{key}: the name {url.IdnHost} can't be resolved",
        exception.Message.TrimEnd('.'),
        $"Correct providers.{key}.baseUrl, or this machine's DNS");

    private static ProviderFinding NoConnection(string key, string at, SocketException exception) => ProviderFinding.Error(
        ProviderFinding.Connection,
        $"{key}: nobody answers at {at}",
        exception.Message.TrimEnd('.'),
        $"Start the service, allow connections to {at}, or correct providers.{key}.baseUrl");
}
