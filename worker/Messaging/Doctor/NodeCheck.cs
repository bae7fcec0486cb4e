using System.Globalization;
using System.Net;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Reaches each node of the broker by itself; a worker is content with the first that answers.</summary>
internal sealed class NodeCheck(BrokerSettings settings, TimeProvider time, TimeSpan timeout)
{
    /// <summary>Tries all nodes.</summary>
    /// <returns>A connection to the first that could be reached; null: none could.</returns>
    public async Task<IConnection?> ConnectAsync(List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        IConnection? first = null;
        foreach (var node in settings.Nodes)
        {
            if (await TryConnectAsync(node, findings, cancellationToken) is not { } connection)
                continue;

            findings.AddRange(ServerCheck.Examine(connection.ServerProperties, $"{node.Host}:{node.Port}"));
            if (first is null)
                first = connection;
            else
                await connection.DisposeAsync();
        }

        return first;
    }

    /// <summary>The settings of one node, as if it were the only one.</summary>
    public static BrokerSettings Only(BrokerSettings settings, DnsEndPoint node) => settings with
    {
        Url = new UriBuilder(settings.Url) { Host = node.Host, Port = node.Port }.Uri,
        FurtherNodes = [],
    };

    private async Task<IConnection?> TryConnectAsync(DnsEndPoint node, List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        var alone = Only(settings, node);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var start = time.GetTimestamp();
        IConnection? connection = null;
        try
        {
            connection = await new BrokerConnector(alone).ConnectAsync("doctor", limit.Token);
            // The client takes a connection for open before the broker has said whether it lets the user into the virtual host.
            await using (await connection.CreateChannelAsync(cancellationToken: limit.Token))
            {
            }

            findings.Add(BrokerFinding.Ok(BrokerChecks.Node, string.Create(
                CultureInfo.InvariantCulture,
                $"{alone} reached in {time.GetElapsedTime(start).TotalMilliseconds:0} ms{(alone.IsTls ? " over TLS" : "")}; it"
                    + $" lets the user into virtual host '{alone.VirtualHost}'")));
            return connection;
        }
        catch (Exception exception) when (IsOfTheBroker(exception) && !cancellationToken.IsCancellationRequested)
        {
            var (cause, remedy) = BrokerTrouble.Explain(exception, alone);
            findings.Add(BrokerFinding.Error(BrokerChecks.Node, $"{alone} can't be used", cause, remedy));
            if (connection is not null)
                await connection.DisposeAsync();
            return null;
        }
    }

    private static bool IsOfTheBroker(Exception exception) => exception
        is RabbitMQClientException or IOException or OperationCanceledException or TimeoutException
        or System.Security.Authentication.AuthenticationException or System.Net.Sockets.SocketException;
}
