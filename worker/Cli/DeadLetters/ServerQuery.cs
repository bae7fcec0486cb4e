using System.Globalization;
using System.Text;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Filters and orders as the API of a worker takes them.</summary>
internal static class ServerQuery
{
    /// <summary>A filter as the query of a URL, with its question mark.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="further">What else is asked; null values are left out.</param>
    public static string Of(LetterFilter filter, params IEnumerable<(string Name, string? Value)> further)
    {
        var query = new StringBuilder();
        IEnumerable<(string Name, string? Value)> parts =
        [
            ("id", filter.Ids.IsEmpty ? null : string.Join(',', filter.Ids)),
            ("state", !filter.States.IsEmpty ? string.Join(',', filter.States.Select(SafeText.NameOf)) : filter.Ids.IsEmpty ? FilterOptions.AnyState : null),
            ("fingerprint", filter.Fingerprint),
            ("routingGroup", filter.RoutingGroup),
            ("reason", filter.Reason is { } reason ? SafeText.NameOf(reason) : null),
            ("kind", filter.Kind is { } kind ? SafeText.NameOf(kind) : null),
            ("provider", filter.Provider),
            .. filter.Metadata.Select(entry => ($"metadata.{entry.Key}", (string?)entry.Value)),
            ("q", filter.Text),
            ("from", filter.From?.ToString("O", CultureInfo.InvariantCulture)),
            ("to", filter.To?.ToString("O", CultureInfo.InvariantCulture)),
            ("requestId", filter.RequestId),
            .. further,
        ];
        foreach (var (name, value) in parts.Where(part => part.Value is not null))
            query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value!));
        return query.ToString();
    }

    /// <summary>A selection of letters as the body of a request.</summary>
    public static Dictionary<string, object> Selection(LetterFilter filter) =>
        Body(filter) is { Count: > 0 } body ? new() { ["filter"] = body } : new() { ["all"] = true };

    /// <summary>An order as the body of a request.</summary>
    public static Dictionary<string, object> Order(ReplayOrder order)
    {
        var body = Selection(order.Letters);
        var changes = Given(
            ("routingGroup", order.Changes.RoutingGroup), ("model", order.Changes.Model), ("deadline", order.Changes.Deadline), ("timeToLive", order.Changes.TimeToLive), ("body", order.Changes.Body));
        foreach (var (name, value) in Given(("changes", changes.Count > 0 ? changes : null), ("rate", order.Rate), ("patience", order.Patience), ("remark", order.Remark)))
            body[name] = value;
        return body;
    }

    private static Dictionary<string, object> Body(LetterFilter filter) => Given(
        ("id", filter.Ids.IsEmpty ? null : filter.Ids),
        ("state", filter.States.IsEmpty ? null : filter.States),
        ("fingerprint", filter.Fingerprint),
        ("routingGroup", filter.RoutingGroup),
        ("reason", filter.Reason),
        ("kind", filter.Kind),
        ("provider", filter.Provider),
        ("metadata", filter.Metadata.IsEmpty ? null : filter.Metadata),
        ("q", filter.Text),
        ("from", filter.From),
        ("to", filter.To),
        ("requestId", filter.RequestId));

    private static Dictionary<string, object> Given(params (string Name, object? Value)[] members) =>
        members.Where(member => member.Value is not null).ToDictionary(member => member.Name, member => member.Value!);
}
