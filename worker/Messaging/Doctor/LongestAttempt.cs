using System.Globalization;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>The attempt that may take longest by the configuration.</summary>
/// <param name="Setting">The setting that allows it, such as <c>providers.openai.timeout</c>.</param>
/// <param name="Time">How long it may take.</param>
internal sealed record LongestAttempt(string Setting, TimeSpan Time)
{
    /// <summary>Sets it beside the broker's limit, which AMQP does not tell.</summary>
    public BrokerFinding Against(TimeSpan acknowledgementTimeout) => BrokerFinding.Note(
        BrokerChecks.Acknowledgement,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The longest attempt takes {Time.TotalMinutes:0.##} min ({Setting}); broker.acknowledgementTimeout is"
                + $" {acknowledgementTimeout.TotalMinutes:0.##} min"),
        "What the broker's consumer_timeout really is can't be read by AMQP or over the management API; RabbitMQ's default is 30 minutes",
        "See that broker.acknowledgementTimeout is not above it: rabbitmqctl eval 'application:get_env(rabbit,"
            + " consumer_timeout).' says it in milliseconds");
}
