using System.Net.Sockets;
using System.Security.Authentication;
using Dispatch.Worker.Messaging.Doctor;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging;

/// <summary>Says what keeps this process from a broker, and how to mend it. Never with a credential.</summary>
internal static class BrokerTrouble
{
    /// <summary>Both in one line.</summary>
    public static string Describe(Exception exception, BrokerSettings settings)
    {
        var (cause, remedy) = Explain(exception, settings);
        return $"{cause}. {remedy}.";
    }

    /// <summary>What is wrong, and what to do; sentences without a full stop.</summary>
    public static (string Cause, string Remedy) Explain(Exception exception, BrokerSettings settings) => Innermost(exception) switch
    {
        AuthenticationFailureException or PossibleAuthenticationFailureException =>
            ($"The broker at {settings} refuses the user or its password", "Correct transport, or broker.username and broker.password"),
        AuthenticationException tls =>
            ($"TLS with the broker at {settings} fails: {tls.Message.TrimEnd('.')}", "Check broker.tls (authority, serverName, certificate)"),
        OperationInterruptedException { ShutdownReason: { } reason } => Explain(reason.ReplyCode, reason.ReplyText, settings),
        SocketException socket =>
            ($"No broker answers at {settings}: {socket.Message.TrimEnd('.')}", "Start it, or correct transport or broker.hosts"),
        OperationCanceledException or TimeoutException =>
            ($"The broker at {settings} does not answer in time", "See whether it is up, and whether it speaks TLS here"),
        var other => ($"The broker at {settings} can't be used: {other.Message.TrimEnd('.')}", "See the broker's log"),
    };

    private static (string Cause, string Remedy) Explain(ushort code, string text, BrokerSettings settings) => code switch
    {
        Constants.NotAllowed =>
            ($"The broker at {settings} does not let the user into virtual host '{settings.VirtualHost}': {text}",
                AccessRefusal.UserOf(text) is { } user
                    ? $"Give it permissions there: {AccessRefusal.Grant(settings.VirtualHost, user)}"
                    : $"Create it ({AccessRefusal.AddVirtualHost(settings.VirtualHost)}), and give the user permissions there: {AccessRefusal.Grant(settings.VirtualHost, settings.UserName)}"),
        Constants.AccessRefused =>
            ($"The user lacks a permission in virtual host '{settings.VirtualHost}' of the broker at {settings}: {text}",
                $"Give it configure, write and read: {AccessRefusal.Grant(settings.VirtualHost, AccessRefusal.UserOf(text))}"),
        _ => ($"The broker at {settings} refuses: {text}", "See the broker's log"),
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
