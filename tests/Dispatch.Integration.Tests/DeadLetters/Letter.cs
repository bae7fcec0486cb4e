using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>Dead letters put straight into their queue, enveloped as workers do it.</summary>
internal static class Letter
{
    private const string Queue = "dispatch.dead-letters";

    private static readonly DateTimeOffset Begin = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static CompletionDeadLettered Of(int number) => new()
    {
        Id = $"r-{number}",
        Reason = DeadLetterReason.ChainExhausted,
        Message = "Every member of chat failed.",
        RoutingGroup = "chat",
        Request = new CompletionRequest { Id = $"r-{number}", RoutingGroup = "chat", Body = JsonDocument.Parse("""{"model":"m-1","messages":[]}""").RootElement },
        Attempts =
        [
            new Attempt
            {
                Number = 1, Round = 1, Provider = number % 2 == 0 ? "alpha" : "beta", Model = "large", StartedAt = Begin, Duration = TimeSpan.FromSeconds(1),
                Outcome = AttemptOutcome.Failed, FailureKind = FailureKind.Transient, StatusCode = 503, Message = "overloaded",
            },
        ],
        DeadLetteredAt = Begin.AddSeconds(number),
        Metadata = ImmutableDictionary<string, string>.Empty.Add("tenant", $"t{number % 7}"),
    };

    public static byte[] Envelope(CompletionDeadLettered letter) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["messageId"] = Guid.NewGuid().ToString(),
        ["messageType"] = new JsonArray("urn:message:Dispatch.Contracts:CompletionDeadLettered"),
        ["message"] = JsonSerializer.SerializeToNode(letter, JsonSerializerOptions.Web),
    });

    public static Task PublishAsync(
        VirtualHost host, IEnumerable<CompletionDeadLettered> letters, CancellationToken cancellationToken, string queue = Queue) =>
        PublishAsync(host, letters.Select(letter => (Envelope(letter), "application/vnd.masstransit+json")), cancellationToken, queue);

    public static async Task PublishAsync(
        VirtualHost host, IEnumerable<(byte[] Body, string ContentType)> messages, CancellationToken cancellationToken, string queue = Queue)
    {
        await using var connection = await host.ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
            cancellationToken);
        var confirmed = new List<Task>();
        foreach (var (body, contentType) in messages)
        {
            var properties = new BasicProperties { ContentType = contentType, Persistent = true };
            confirmed.Add(channel.BasicPublishAsync("", queue, mandatory: true, properties, body, cancellationToken).AsTask());
        }

        await Task.WhenAll(confirmed);
    }
}
