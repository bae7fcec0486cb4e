using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>Connects to the broker as it is configured: nodes, credentials, TLS. The one place that does, for MassTransit too.</summary>
internal sealed class BrokerConnector(BrokerSettings settings)
{
    private const SslPolicyErrors NotTolerated = SslPolicyErrors.RemoteCertificateNotAvailable | SslPolicyErrors.RemoteCertificateNameMismatch;

    // Many nodes may be dead, and each is given this long.
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(10);

    // RabbitMQ lets nobody send a larger one. RabbitMQ.Client's own limit is below what a broker before 4.0 takes by default, and it ends the
    // connection for one that is larger, again and again.
    private const uint LargestMessage = 512 * 1024 * 1024;

    public BrokerSettings Settings => settings;

    /// <summary>A connection of one's own: what goes wrong on it closes no channel that messages go through. It does not recover by itself.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">No node can be reached, or the broker refuses the user.</exception>
    public Task<IConnection> ConnectAsync(string purpose, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = settings.VirtualHost,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeToConnect,
        };
        Authenticate(factory);
        return factory.CreateConnectionAsync([.. settings.Nodes.Select(EndpointOf)], $"dispatch {purpose}", cancellationToken);
    }

    /// <summary>Likewise, a channel on it for as long as <paramref name="use"/> takes.</summary>
    public async Task UseAsync(string purpose, Func<IChannel, Task> use, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(purpose, cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await use(channel);
    }

    /// <summary>Sets up MassTransit's connection.</summary>
    /// <param name="host">MassTransit's settings.</param>
    /// <param name="beforeConnect">
    /// Waited for before each connect. MassTransit gives a queue up for good when the broker refuses the user, so it must not try before
    /// the broker is known to let it in.
    /// </param>
    public void Configure(IRabbitMqHostConfigurator host, Func<Task> beforeConnect)
    {
        host.ConnectionName("dispatch");
        host.RequestedConnectionTimeout(TimeToConnect);
        if (settings.FurtherNodes.Length > 0)
        {
            host.UseCluster(cluster =>
            {
                foreach (var node in settings.Nodes)
                    cluster.Node($"{node.Host}:{node.Port}");
            });
        }

        if (settings.IsTls)
            host.UseSsl(ConfigureTls);
        host.OnRefreshConnectionFactory = async factory =>
        {
            await beforeConnect();
            factory.MaxInboundMessageBodySize = LargestMessage;
            Authenticate(factory);
        };
    }

    // MassTransit by itself takes TLS from the port, and takes any certificate chain.
    private void ConfigureTls(IRabbitMqSslConfigurator tls)
    {
        tls.ServerName = settings.ServerName ?? settings.Url.IdnHost;
        tls.Protocol = SslProtocols.None;
        tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch);
        tls.Certificate = settings.ClientCertificate;
        if (settings.Authorities is not null)
            tls.CertificateValidationCallback = IsTrusted;
    }

    private AmqpTcpEndpoint EndpointOf(System.Net.DnsEndPoint node) => new(node.Host, node.Port, new SslOption
    {
        Enabled = settings.IsTls,
        ServerName = settings.ServerName ?? node.Host,
        Version = SslProtocols.None,
        Certs = settings.ClientCertificate is { } certificate ? [certificate] : null,
        CertificateValidationCallback = settings.Authorities is null ? null : IsTrusted,
    });

    private void Authenticate(ConnectionFactory factory)
    {
        var (userName, password) = settings.Login();
        if (userName is null && settings.ClientCertificate is not null)
        {
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
            return;
        }

        factory.UserName = userName ?? ConnectionFactory.DefaultUser;
        factory.Password = password ?? ConnectionFactory.DefaultPass;
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if ((errors & NotTolerated) != 0 || certificate is null)
            return false;

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.AddRange(settings.Authorities!);
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        return own.Build(certificate as X509Certificate2 ?? new X509Certificate2(certificate));
    }
}
