using System.Collections.Immutable;
using System.Text.Json;

namespace Dispatch.Worker.Messaging.Queues;

/// <summary>Counts, by the management API where it is configured, the messages that consumers have and have not acknowledged.</summary>
internal sealed partial class UnacknowledgedCounts(BrokerSettings settings, ILogger<UnacknowledgedCounts> logger)
{
    private const string Count = "messages_unacknowledged";

    private readonly string _path = $"api/queues/{Uri.EscapeDataString(settings.VirtualHost)}?columns=name,{Count}";
    private string? _lastTrouble;

    /// <summary>The counts by queue; none where they can't be had. They are as old as the API's own, some seconds.</summary>
    public async Task<ImmutableDictionary<string, long>> ReadAsync(CancellationToken cancellationToken)
    {
        if (settings.ReadManagement is not { } read)
            return ImmutableDictionary<string, long>.Empty;

        var reply = await read(_path, cancellationToken);
        var trouble = reply.Body is { ValueKind: JsonValueKind.Array } ? null : reply.Trouble ?? "its answer is no list of queues";
        if (trouble != _lastTrouble && trouble is not null)
            LogUnread(trouble);
        _lastTrouble = trouble;
        return trouble is null ? Counts(reply.Body!.Value) : ImmutableDictionary<string, long>.Empty;
    }

    // A queue that was declared a moment ago has no counts yet.
    private static ImmutableDictionary<string, long> Counts(JsonElement queues)
    {
        var counts = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var queue in queues.EnumerateArray())
        {
            if (queue.TryGetProperty("name", out var name) && queue.TryGetProperty(Count, out var count) && count.TryGetInt64(out var number))
                counts[name.ToString()] = number;
        }

        return counts.ToImmutable();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "broker.management can't be read, so that what is not acknowledged is not counted: {Trouble}")]
    private partial void LogUnread(string trouble);
}
