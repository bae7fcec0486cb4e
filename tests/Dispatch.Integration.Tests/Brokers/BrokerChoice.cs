namespace Dispatch.Integration.Tests.Brokers;

/// <summary>
/// The ways to a broker, tried in this order: one named by DISPATCH_TEST_AMQP, a container, a private node.
/// DISPATCH_TEST_BROKER = external, container or node forces one of them.
/// </summary>
internal static class BrokerChoice
{
    public const string Variable = "DISPATCH_TEST_BROKER";

    private const string Advice =
        "No broker can be had for the integration tests. Start a Docker engine, or install RabbitMQ 3.10 or newer (Debian, Ubuntu: " +
        "apt-get install rabbitmq-server; macOS: brew install rabbitmq), or set " + ExternalBroker.AmqpVariable + " to an amqp URL of a " +
        "broker with the management plugin. tests/run sees to it by itself where it may.";

    // Once known, not tried again: a pull that fails can take its time.
    private static volatile string? _noContainer;

    /// <summary>A broker for many tests. <paramref name="say"/> is told why a way was not taken.</summary>
    public static async Task<IBroker> StartSharedAsync(Action<string> say, CancellationToken cancellationToken) =>
        Forced is "external" || (Forced is null && ExternalBroker.IsGiven)
            ? await ExternalBroker.ConnectAsync(cancellationToken)
            : await StartDedicatedAsync(say, cancellationToken);

    /// <summary>A broker for one test: a container or a private node, never one that is somebody else's.</summary>
    public static async Task<IDedicatedBroker> StartDedicatedAsync(Action<string> say, CancellationToken cancellationToken) => Forced switch
    {
        "container" => await ContainerBroker.StartNewAsync(cancellationToken),
        "node" => await PrivateNode.StartNewAsync(cancellationToken),
        null or "external" => await StartContainerOrNodeAsync(say, cancellationToken),
        var other => throw new InvalidOperationException($"{Variable} is '{other}'; it must be external, container, node, or not set."),
    };

    private static string? Forced => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    private static async Task<IDedicatedBroker> StartContainerOrNodeAsync(Action<string> say, CancellationToken cancellationToken)
    {
        if (_noContainer is null)
        {
            try
            {
                return await ContainerBroker.StartNewAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // No engine, one too old for the client, an image that can't be had: each has an exception of its own.
                _noContainer = Reason(e);
                say($"No container can be had: {_noContainer}");
            }
        }

        return PrivateNode.Executable is null
            ? throw new InvalidOperationException($"{Advice} (No container: {_noContainer})")
            : await PrivateNode.StartNewAsync(cancellationToken);
    }

    // The outer message is a page of advice about Docker; the inner ones say what happened.
    private static string Reason(Exception e)
    {
        var all = e.InnerException is AggregateException aggregate ? aggregate.Flatten().InnerExceptions : [e.InnerException ?? e];
        return string.Join("; ", all.Select(one => (one.InnerException ?? one).Message.ReplaceLineEndings(" ")).Distinct());
    }
}
