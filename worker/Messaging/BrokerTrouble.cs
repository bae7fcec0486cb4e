using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging;

/// <summary>Says what keeps this process from a broker, and how to mend it. Never with a credential.</summary>
internal static class BrokerTrouble
{
    public static string Describe(Exception exception, BrokerSettings settings) => Innermost(exception) switch
    {
        AuthenticationFailureException or PossibleAuthenticationFailureException =>
            $"The broker at {settings} refuses the user or its password. Correct transport, or broker.username and broker.password.",
        AuthenticationException tls =>
            $"TLS with the broker at {settings} fails: {tls.Message.TrimEnd('.')}. Check broker.tls (authority, serverName, certificate).",
        OperationInterruptedException { ShutdownReason: { } reason } => Describe(reason.ReplyCode, reason.ReplyText, settings),
        SocketException socket => $"No broker answers at {settings}: {socket.Message.TrimEnd('.')}. Start it, or correct transport or broker.hosts.",
        OperationCanceledException or TimeoutException => $"The broker at {settings} does not answer in time. See whether it is up, and whether it speaks TLS here.",
        var other => $"The broker at {settings} can't be used: {other.Message.TrimEnd('.')}.",
    };

    private static string Describe(ushort code, string text, BrokerSettings settings) => code switch
    {
        Constants.NotAllowed =>
            $"The broker at {settings} does not let the user into virtual host '{settings.VirtualHost}': {text}. Create it (rabbitmqctl add_vhost), "
            + "or give the user permissions there (rabbitmqctl set_permissions).",
        Constants.AccessRefused =>
            $"The user lacks a permission in virtual host '{settings.VirtualHost}' of the broker at {settings}: {text}. "
            + "Give it configure, write and read on \"^(dispatch\\.|Dispatch\\.Contracts:).*\" (rabbitmqctl set_permissions).",
        _ => $"The broker at {settings} refuses: {text}.",
    };

    // RabbitMQ.Client wraps what one node said in an aggregate of all nodes.
    private static Exception Innermost(Exception exception) => exception switch
    {
        OperationInterruptedException or AuthenticationFailureException or PossibleAuthenticationFailureException => exception,
        AggregateException { InnerExceptions: { Count: > 0 } all } => Innermost(all.OrderBy(Rank).First()),
        { InnerException: { } inner } => Innermost(inner),
        _ => exception,
    };

    // One node that refuses says more than another that is down.
    private static int Rank(Exception exception) => Innermost(exception) is SocketException ? 1 : 0;
}
