using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dispatch.Worker.Messaging.Doctor;

namespace Dispatch.Worker.Messaging;

/// <summary>Where the broker is, how to get in, and what it takes.</summary>
/// <param name="Url">An <c>amqp</c> or <c>amqps</c> URL: the first node, the virtual host, and a user where <see cref="Credentials"/> names none.</param>
internal sealed record BrokerSettings(Uri Url)
{
    /// <summary>Further nodes of the cluster.</summary>
    public ImmutableArray<DnsEndPoint> FurtherNodes { get; init; } = [];

    /// <summary>User and password as they are now; null: those of the URL.</summary>
    public Func<(string? UserName, string? Password)> Credentials { get; init; } = () => (null, null);

    /// <summary>Certificates to trust in place of the system's; null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The certificate to show. Where no user is named, it also says who this is.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name that the broker's certificate is to have; null: the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>How long the broker waits for an acknowledgement.</summary>
    public TimeSpan AcknowledgementTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The largest message that the broker takes, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Reads the broker's management API; null: it is not to be asked.</summary>
    public ReadManagement? ReadManagement { get; init; }

    /// <summary>Bounds of the queue of results.</summary>
    public QueueBounds Results { get; init; } = new();

    /// <summary>Bounds of the queue of dead letters.</summary>
    public QueueBounds DeadLetters { get; init; } = new();

    /// <summary>The user as it is now; null: the client certificate says who it is, or it is RabbitMQ's own default.</summary>
    public string? UserName => Login().UserName;

    /// <summary>The virtual host's name.</summary>
    public string VirtualHost => Url.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(Url.AbsolutePath[1..]) : "/";

    /// <summary>All nodes, the URL's first.</summary>
    public ImmutableArray<DnsEndPoint> Nodes => [new DnsEndPoint(Url.IdnHost, Port), .. FurtherNodes];

    /// <summary>The port of the URL, else the standard one.</summary>
    public int Port => Url.Port > 0 ? Url.Port : IsTls ? 5671 : 5672;

    public bool IsTls => Url.Scheme == "amqps";

    /// <summary>User and password as they are now, both read at once; null: none is configured.</summary>
    public (string? UserName, string? Password) Login()
    {
        var (userName, password) = Credentials();
        var ofUrl = Url.UserInfo.Split(':', 2);
        userName ??= ofUrl[0].Length > 0 ? Uri.UnescapeDataString(ofUrl[0]) : null;
        password ??= ofUrl.Length > 1 ? Uri.UnescapeDataString(ofUrl[1]) : null;
        return (userName, password);
    }

    /// <summary>The nodes, for people; without credentials.</summary>
    public override string ToString() => string.Join(", ", Nodes.Select(node => $"{node.Host}:{node.Port}"));
}
