using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Looks at the queues and exchanges that are there. None is declared that is not: that is a worker's to do.</summary>
internal sealed class QueueCheck(BrokerSettings settings, IConnection connection)
{
    /// <returns>What each queue that is there holds, by name.</returns>
    public async Task<IReadOnlyDictionary<string, QueueDeclareOk>> ExamineAsync(List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        var all = QueueSpecifications.All(settings);
        var there = new Dictionary<string, QueueDeclareOk>(StringComparer.Ordinal);
        var unlike = 0;
        foreach (var queue in all)
        {
            if (await TryLookAsync(queue.Name, findings, cancellationToken) is not { } found)
                continue;

            there.Add(queue.Name, found);
            if (!await IsAlikeAsync(queue, findings, cancellationToken))
                unlike++;
        }

        foreach (var (name, type) in BrokerTopology.Exchanges)
            await CheckExchangeAsync(name, type, findings, cancellationToken);

        if (there.Count > unlike)
            findings.Add(BrokerFinding.Ok(BrokerChecks.Topology, $"{there.Count - unlike} of {all.Length} queues are there as they must be"));
        var missing = all.Select(queue => queue.Name).Where(name => !there.ContainsKey(name)).ToList();
        if (missing.Count > 0)
        {
            findings.Add(BrokerFinding.Note(
                BrokerChecks.Topology,
                $"{missing.Count} of {all.Length} queues are not there: {QueueCounts.Names(missing)}",
                "A worker declares them at its start, and again within a minute if they are deleted"));
        }

        return there;
    }

    private async Task<QueueDeclareOk?> TryLookAsync(string name, List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return await channel.QueueDeclarePassiveAsync(name, cancellationToken);
        }
        catch (OperationInterruptedException refusal) when (connection.IsOpen && refusal.ShutdownReason is { } reason)
        {
            if (reason.ReplyCode != Constants.NotFound || !reason.ReplyText.Contains("no queue", StringComparison.Ordinal))
            {
                findings.Add(BrokerFinding.Error(
                    BrokerChecks.Topology,
                    $"The queue '{name}' can't be looked at",
                    reason.ReplyText,
                    "See the broker's log; for a quorum queue a majority of its nodes must be up"));
            }

            return null;
        }
    }

    private async Task<bool> IsAlikeAsync(QueueSpecification queue, List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            if (await BrokerTopology.CheckAsync(connection, queue, cancellationToken) is not { } mismatch)
                return true;

            findings.Add(BrokerFinding.Error(
                BrokerChecks.Topology,
                $"The queue '{queue.Name}' has {mismatch.Setting} = {mismatch.Has}, and needs {mismatch.Needs}",
                "It was declared by something else, or by another version or configuration; a broker changes no queue's"
                    + " arguments, and workers wait until it is mended",
                $"Take its messages out, then delete it, and it is declared anew: {mismatch.Command(settings.VirtualHost)}"));
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { ReplyCode: Constants.AccessRefused })
        {
            // The check of permissions says what is lacking.
            findings.Add(BrokerFinding.Note(
                BrokerChecks.Topology,
                $"The arguments of the queue '{queue.Name}' were not checked",
                "Only a user with configure on it can ask for them"));
        }

        return false;
    }

    private async Task CheckExchangeAsync(string name, string type, List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.ExchangeDeclarePassiveAsync(name, cancellationToken);
            await channel.ExchangeDeclareAsync(name, type, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { ReplyCode: Constants.PreconditionFailed } reason)
        {
            findings.Add(BrokerFinding.Error(
                BrokerChecks.Topology,
                $"The exchange '{name}' is not a durable {type} exchange",
                reason.ReplyText,
                $"Delete it, and a worker declares it anew: rabbitmqadmin --vhost={AccessRefusal.Quote(settings.VirtualHost)}"
                    + $" delete exchange name={AccessRefusal.Quote(name)}"));
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason is { ReplyCode: Constants.NotFound or Constants.AccessRefused })
        {
            // A worker declares what is missing; the check of permissions says whether it can.
        }
    }
}
