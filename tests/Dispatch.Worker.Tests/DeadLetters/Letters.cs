using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Letters;

namespace Dispatch.Worker.Tests.DeadLetters;

/// <summary>Dead letters as workers publish them.</summary>
internal static class Letters
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static CompletionDeadLettered Make(
        string id = "ticket-1",
        string group = "chat",
        DateTimeOffset? at = null,
        string said = "The engine is overloaded",
        string provider = "openai",
        FailureKind kind = FailureKind.Transient,
        DeadLetterReason reason = DeadLetterReason.ChainExhausted,
        params (string Name, string Value)[] metadata)
    {
        var values = metadata.ToDictionary(entry => entry.Name, entry => entry.Value);
        var end = at ?? Noon;
        return new CompletionDeadLettered
        {
            Id = id,
            Reason = reason,
            Message = $"Every member of {group} failed.",
            RoutingGroup = group,
            Request = new CompletionRequest
            {
                Id = id,
                RoutingGroup = group,
                Body = JsonSerializer.SerializeToElement(new { messages = new[] { new { role = "user", content = "Hello" } } }),
                Metadata = values,
            },
            Attempts = [Attempt(1, provider, kind, said, end)],
            DeadLetteredAt = end,
            Metadata = values,
        };
    }

    public static Attempt Attempt(int round, string provider, FailureKind kind, string said, DateTimeOffset end, int number = 1) => new()
    {
        Number = number,
        Round = round,
        Provider = provider,
        Model = "large",
        StartedAt = end - TimeSpan.FromSeconds(1),
        Duration = TimeSpan.FromSeconds(1),
        Outcome = AttemptOutcome.Failed,
        FailureKind = kind,
        StatusCode = 503,
        Message = said,
    };

    public static QueuedLetter[] Queued(params IEnumerable<CompletionDeadLettered> letters) => [.. letters.Select(QueuedLetter.Of)];
}
