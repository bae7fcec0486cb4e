using System.Runtime.InteropServices;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What changes may be. Each error says what is wrong and what would be right.</summary>
internal static class ChangeRules
{
    /// <summary>A deadline that is nearer than this is as good as over: a request that is sent with it would die at once.</summary>
    public static TimeSpan LeastTime { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest time to live.</summary>
    public static TimeSpan MostTime { get; } = TimeSpan.FromDays(30);

    // Routing groups, models and endpoints have at most so many characters everywhere.
    private const int LongestName = 256;

    /// <summary>All errors; empty: the changes are sound.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="maxBytes">The largest body, in bytes.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<string> Check(ReplayChanges changes, long maxBytes, DateTimeOffset now)
    {
        var errors = new List<string>();
        CheckName("routingGroup", changes.RoutingGroup, errors);
        CheckName("model", changes.Model, errors);
        CheckTime(changes, now, errors);
        if (changes.Body is { } body)
            CheckBody(body, maxBytes, errors);
        return errors;
    }

    private static void CheckName(string setting, string? name, List<string> errors)
    {
        if (name is not null && string.IsNullOrWhiteSpace(name))
            errors.Add($"'{setting}' is empty; leave it out to keep what was.");
        else if (name?.Length > LongestName)
            errors.Add(Invariant($"'{setting}' has {name.Length} characters; at most {LongestName} are allowed."));
    }

    private static void CheckTime(ReplayChanges changes, DateTimeOffset now, List<string> errors)
    {
        if (changes is { Deadline: not null, TimeToLive: not null })
            errors.Add("'deadline' and 'timeToLive' are both given; give one of them.");
        if (changes.Deadline is { } deadline && deadline - now < LeastTime)
            errors.Add(Invariant($"'deadline' is {deadline:u}, and it is {now:u}: give one that is at least a minute away."));
        if (changes.TimeToLive is { } life && (life < LeastTime || life > MostTime))
            errors.Add(Invariant($"'timeToLive' is {life.TotalSeconds:0.#} seconds; it must be 1 minute to {MostTime.TotalDays:0} days."));
    }

    private static void CheckBody(JsonElement body, long maxBytes, List<string> errors)
    {
        // Where it goes is not the body's matter, as long as the letter's own group is not known.
        if (RequestFlaw.Of(new CompletionRequest { Id = "edited", RoutingGroup = "edited", Body = body }) is { } flaw)
        {
            errors.Add(flaw);
            return;
        }

        var bytes = JsonMarshal.GetRawUtf8Value(body).Length;
        if (bytes > maxBytes)
            errors.Add(Invariant($"'body' has {bytes} bytes; a message may have {maxBytes} (broker.maxMessageBytes)."));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
