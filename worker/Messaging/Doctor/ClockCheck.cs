using System.Globalization;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Sets this machine's clock beside the broker's, which only the management API tells.</summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);

    private const string Meaning =
        "Delays are timed by the broker, and when a request is due, or its deadline over, is judged by each worker's own clock: clocks of "
        + "workers and publishers that differ make delays longer or shorter by as much, and deadlines too";

    /// <summary>Where no management API is to be asked.</summary>
    public static BrokerFinding NotChecked { get; } = BrokerFinding.Note(
        BrokerChecks.Clock,
        "The clock was not compared with the broker's",
        $"AMQP does not tell the time. {Meaning}",
        "Name the management API with --management, and run this on each machine that has a worker");

    public static BrokerFinding Judge(ManagementReply reply)
    {
        if (reply.Ahead is not { } ahead)
            return BrokerFinding.Note(BrokerChecks.Clock, "The clock was not compared with the broker's", "The management API sent no date");

        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"The broker's clock differs from this machine's by {ahead.TotalSeconds:+0.0;-0.0;0.0} s, give or take"
                + $" {reply.Uncertainty.TotalSeconds:0.0} s");
        return ahead.Duration() - reply.Uncertainty > Tolerated
            ? BrokerFinding.Warning(BrokerChecks.Clock, found, Meaning, "Set the clocks of all machines by NTP")
            : BrokerFinding.Ok(BrokerChecks.Clock, found);
    }
}
