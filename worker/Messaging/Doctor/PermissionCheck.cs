using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>
/// Asks for each permission with an operation that the broker refuses in any case, but for another reason where the permission is there:
/// it looks at that first. So nothing is declared, no message published and none taken.
/// </summary>
internal sealed class PermissionCheck(BrokerSettings settings, IConnection connection, PublishingConnection publishing)
{
    private static readonly Dictionary<string, object?> NegativeTimeToLive = new() { ["x-queue-type"] = "quorum", ["x-message-ttl"] = -1 };

    private static readonly Dictionary<string, object?> TextAsPriority = new() { ["x-priority"] = "none" };

    private static readonly BasicProperties NoNumber = new() { Expiration = "none" };

    public async Task ExamineAsync(List<BrokerFinding> findings, CancellationToken cancellationToken)
    {
        var needs = PermissionNeeds.OfWorker(settings);
        var lacking = new List<(string Permission, string Name)>();
        var unclear = new List<string>();
        string? user = null;
        foreach (var need in needs)
        {
            var reason = await AskAsync(need.Permission, need.Name, cancellationToken);
            if (reason.ReplyCode == Constants.AccessRefused)
                (user, _) = (AccessRefusal.UserOf(reason.ReplyText) ?? user, Add(lacking, need));
            else if (reason.ReplyCode is not (Constants.PreconditionFailed or Constants.NotFound))
                unclear.Add($"{need.Permission} on '{need.Name}': {reason.ReplyText}");
        }

        if (lacking.Count > 0)
            findings.Add(Lacks(lacking, user ?? settings.UserName));
        else if (unclear.Count < needs.Length)
            findings.Add(BrokerFinding.Ok(
                BrokerChecks.Permissions,
                $"The user has all {needs.Length - unclear.Count} permissions that were asked for, on the {needs.Select(need => need.Name).Distinct().Count()}"
                + " names that workers use; nothing was declared, published or taken for it"));
        if (unclear.Count > 0)
        {
            findings.Add(BrokerFinding.Note(
                BrokerChecks.Permissions,
                $"{unclear.Count} permissions could not be asked for",
                $"The broker answered otherwise than expected, first to {unclear[0]}"));
        }

        findings.Add(BrokerFinding.Note(
            BrokerChecks.Permissions,
            "Permissions on the response addresses of requesters were not checked",
            "Their queues have names of their own; a result that a worker may not send there is kept in dispatch.results"));
    }

    /// <summary>What is lacking, by permission.</summary>
    internal BrokerFinding Lacks(IReadOnlyList<(string Permission, string Name)> lacking, string? user) => BrokerFinding.Error(
        BrokerChecks.Permissions,
        $"{(user is null ? "The user" : $"The user '{user}'")} lacks "
        + string.Join("; ", lacking.GroupBy(need => need.Permission, need => need.Name).Select(each => $"{each.Key} on {QueueCounts.Names(each)}")),
        $"The patterns of its permissions in virtual host '{settings.VirtualHost}' do not match these names",
        $"Give it these (they replace what it has there now): {AccessRefusal.Grant(settings.VirtualHost, user)}");

    private static bool Add<T>(List<T> list, T item)
    {
        list.Add(item);
        return true;
    }

    private Task<ShutdownEventArgs> AskAsync(string permission, string name, CancellationToken cancellationToken) => permission switch
    {
        PermissionNeeds.Configure => AskAsync(
            connection,
            channel => channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, NegativeTimeToLive, cancellationToken: cancellationToken),
            cancellationToken),
        PermissionNeeds.Read => AskAsync(
            connection,
            channel => channel.BasicConsumeAsync(name, autoAck: false, "", TextAsPriority, new AsyncEventingBasicConsumer(channel), cancellationToken),
            cancellationToken),
        _ => publishing.RunAsync(own => AskAsync(
            own,
            channel => channel.BasicPublishAsync(name, "", mandatory: false, NoNumber, ReadOnlyMemory<byte>.Empty, cancellationToken).AsTask(),
            cancellationToken)),
    };

    private static async Task<ShutdownEventArgs> AskAsync(IConnection connection, Func<IChannel, Task> operation, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var refused = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            refused.TrySetResult(reason);
            return Task.CompletedTask;
        };
        try
        {
            await operation(channel);
        }
        catch (OperationInterruptedException)
        {
            // The shutdown says why.
        }

        return await refused.Task.WaitAsync(cancellationToken);
    }
}
