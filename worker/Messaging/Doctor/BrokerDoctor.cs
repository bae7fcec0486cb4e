using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Examines a broker as a worker would use it. It changes nothing there that outlives it.</summary>
/// <param name="settings">Where it is, and how to get in.</param>
/// <param name="longest">The longest attempt, if any can be made.</param>
/// <param name="time">Measures.</param>
/// <param name="timeout">For each step.</param>
internal sealed class BrokerDoctor(BrokerSettings settings, LongestAttempt? longest, TimeProvider time, TimeSpan timeout)
{
    public async Task<IReadOnlyList<BrokerFinding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var findings = new List<BrokerFinding>();
        await using var connection = await new NodeCheck(settings, time, timeout).ConnectAsync(findings, cancellationToken);
        if (connection is null)
        {
            findings.Add(BrokerFinding.Note(
                BrokerChecks.Topology,
                "Queues, permissions and the probe were not checked",
                "No node of the broker can be used"));
        }
        else
        {
            await StepAsync(BrokerChecks.Topology, findings, limit => ExamineQueuesAsync(connection, findings, limit), cancellationToken);
            await ExamineWithMessagesAsync(connection, findings, cancellationToken);
        }

        if (longest is not null)
            findings.Add(longest.Against(settings.AcknowledgementTimeout));
        return findings;
    }

    private async Task ExamineQueuesAsync(IConnection connection, List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        var queues = await new QueueCheck(settings, connection).ExamineAsync(findings, cancellationToken);
        findings.AddRange(QueueCounts.Examine(queues));
    }

    private async Task ExamineWithMessagesAsync(IConnection connection, List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        var probes = new ProbeQueues(connection);
        try
        {
            // The node that let us in, and no other, or the figures would be of two.
            var node = NodeCheck.Only(settings, new System.Net.DnsEndPoint(connection.Endpoint.HostName, connection.Endpoint.Port));
            await using var publishing = await PublishingConnection.OpenAsync(node, cancellationToken);
            await StepAsync(BrokerChecks.Permissions, findings, limit => new PermissionCheck(settings, connection, publishing).ExamineAsync(findings, limit), cancellationToken);
            await StepAsync(BrokerChecks.Probe, findings, async limit =>
                findings.Add(await new LaneProbe(connection, publishing, probes, time, timeout).RunAsync(limit)), cancellationToken, 2 * timeout);
            await StepAsync(BrokerChecks.DeadLettering, findings, async limit =>
                findings.Add(await new DeadLetteringProbe(connection, publishing, probes).RunAsync(limit)), cancellationToken);
        }
        catch (BlockedException alarm)
        {
            findings.Add(BrokerFinding.Error(
                BrokerChecks.Alarm,
                $"The broker takes no messages: {alarm.Message}",
                "A memory or disk alarm blocks all publishers, so that workers hold their work back; the checks that publish were left out",
                "See rabbitmq-diagnostics alarms; free memory or disk space, or raise vm_memory_high_watermark or lower disk_free_limit"));
        }
        finally
        {
            await probes.DisposeAsync();
            if (probes.Left.Count > 0)
            {
                findings.Add(BrokerFinding.Warning(
                    BrokerChecks.Probe,
                    $"Left on the broker: {string.Join(", ", probes.Left)}",
                    "They could not be deleted",
                    "They expire within 10 minutes"));
            }
        }
    }

    private async Task StepAsync(
        string check, List<BrokerFinding> findings, Func<CancellationToken, Task> step, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? timeout);
        try
        {
            await step(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Add(BrokerFinding.Error(
                check,
                string.Create(CultureInfo.InvariantCulture, $"This was not done within {(patience ?? timeout).TotalSeconds:0.#} s"),
                "The broker is slow, or does not answer",
                "See its load and its log, or raise --timeout"));
        }
        catch (RabbitMQClientException exception)
        {
            var (cause, remedy) = BrokerTrouble.Explain(exception, settings);
            findings.Add(BrokerFinding.Error(check, "The check could not be finished", cause, remedy));
        }
    }
}
