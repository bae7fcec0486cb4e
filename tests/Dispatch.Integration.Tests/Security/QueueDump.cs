using System.Collections;
using System.Text;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Security;

/// <summary>Takes every message out of every queue of a virtual host and makes one text of each: properties, headers, body.</summary>
internal static class QueueDump
{
    public static async Task<IReadOnlyList<DumpedMessage>> TakeAsync(VirtualHost host, CancellationToken cancellationToken)
    {
        var messages = new List<DumpedMessage>();
        await using var connection = await host.ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in await host.QueuesAsync(cancellationToken))
        {
            while (await channel.BasicGetAsync(queue, autoAck: true, cancellationToken) is { } got)
                messages.Add(Read(queue, got));
        }

        return messages;
    }

    private static DumpedMessage Read(string queue, BasicGetResult got)
    {
        var headers = (got.BasicProperties.Headers ?? new Dictionary<string, object?>()).ToDictionary(header => header.Key, header => Text(header.Value));
        var properties = typeof(IReadOnlyBasicProperties).GetProperties()
            .Where(property => property.Name != nameof(IReadOnlyBasicProperties.Headers))
            .Select(property => $"{property.Name}: {property.GetValue(got.BasicProperties)}");
        return new DumpedMessage(queue, headers, string.Join('\n', properties), Encoding.UTF8.GetString(got.Body.Span));
    }

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        IDictionary table => string.Join(", ", table.Cast<DictionaryEntry>().Select(entry => $"{entry.Key} = {Text(entry.Value)}")),
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Text)),
        _ => $"{value}",
    };
}

internal sealed record DumpedMessage(string Queue, IReadOnlyDictionary<string, string> Headers, string Properties, string Body)
{
    public override string ToString() =>
        $"{Queue}\n{string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{Properties}\n{Body}";
}
