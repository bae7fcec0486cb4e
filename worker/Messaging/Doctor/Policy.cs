using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>A policy of a virtual host: settings for all queues whose name matches.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pattern">A regular expression.</param>
/// <param name="ApplyTo">What it is for, such as <c>queues</c>.</param>
/// <param name="Priority">Of several that match, only the highest applies.</param>
/// <param name="Definition">The settings.</param>
internal sealed record Policy(string Name, string Pattern, string ApplyTo, int Priority, IReadOnlyDictionary<string, JsonElement> Definition)
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>Reads the management API's list.</summary>
    public static IReadOnlyList<Policy> Read(JsonElement policies) =>
    [
        .. policies.EnumerateArray().Select(policy => new Policy(
            policy.GetProperty("name").GetString()!,
            policy.GetProperty("pattern").GetString()!,
            policy.TryGetProperty("apply-to", out var applyTo) ? applyTo.GetString()! : "all",
            policy.TryGetProperty("priority", out var priority) ? priority.GetInt32() : 0,
            policy.GetProperty("definition").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.Clone(), StringComparer.Ordinal))),
    ];

    /// <summary>The one that applies to a quorum queue of this name; null: none does.</summary>
    public static Policy? For(string queue, IEnumerable<Policy> policies) => policies
        .Where(policy => policy.ApplyTo is "all" or "queues" or "quorum_queues" && policy.Matches(queue))
        .MaxBy(policy => policy.Priority);

    // The broker's dialect and this one agree in what people write; where one is not understood here it can't be said to match.
    private bool Matches(string queue)
    {
        try
        {
            return Regex.IsMatch(queue, Pattern, RegexOptions.CultureInvariant, MatchLimit);
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
