using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Dashboard.Api.Queries;

/// <summary>
/// A filter of dead letters as the query of a URL, alike for every path: <c>id</c>, <c>state</c>, <c>fingerprint</c>, <c>routingGroup</c>,
/// <c>reason</c>, <c>kind</c>, <c>provider</c>, <c>metadata.KEY</c>, <c>q</c>, <c>from</c>, <c>to</c>, <c>requestId</c>.
/// </summary>
internal static class LetterQuery
{
    /// <summary>The value of <c>state</c> that stands for all states.</summary>
    public const string AnyState = "all";

    private const string MetadataPrefix = "metadata.";

    private static readonly Dictionary<string, LetterState> States = QueryNames.Of<LetterState>();
    private static readonly Dictionary<string, DeadLetterReason> Reasons = QueryNames.Of<DeadLetterReason>();
    private static readonly Dictionary<string, FailureKind> Kinds = QueryNames.Of<FailureKind>();

    /// <summary>Reads it; what is wrong is told by <see cref="QueryReader.Finish"/>. Without states and ids, open letters are meant.</summary>
    public static LetterFilter Read(QueryReader query)
    {
        var ids = List(query, "id");
        return new LetterFilter
        {
            Ids = ids,
            States = StatesOf(query, isOpenMeant: ids.IsEmpty),
            Fingerprint = query.Text("fingerprint"),
            RoutingGroup = query.Text("routingGroup"),
            Reason = query.OneOf("reason", Reasons),
            Kind = query.OneOf("kind", Kinds),
            Provider = query.Text("provider"),
            Metadata = [.. query.Named(MetadataPrefix)],
            Text = query.Text("q"),
            From = query.Time("from"),
            To = query.Time("to"),
            RequestId = query.Text("requestId"),
        };
    }

    /// <summary>Writes what <see cref="Read"/> reads as the same filter, with its question mark.</summary>
    public static string Write(LetterFilter filter)
    {
        var query = new StringBuilder();
        if (!filter.Ids.IsEmpty)
            Add("id", string.Join(',', filter.Ids));
        if (filter.States.IsEmpty && filter.Ids.IsEmpty)
            Add("state", AnyState);
        else if (!filter.States.IsEmpty)
            Add("state", string.Join(',', filter.States.Select(ApiNames.Of)));
        Add("fingerprint", filter.Fingerprint);
        Add("routingGroup", filter.RoutingGroup);
        Add("reason", filter.Reason is { } reason ? ApiNames.Of(reason) : null);
        Add("kind", filter.Kind is { } kind ? ApiNames.Of(kind) : null);
        Add("provider", filter.Provider);
        foreach (var (name, value) in filter.Metadata)
            Add(MetadataPrefix + name, value);
        Add("q", filter.Text);
        Add("from", filter.From?.ToString("O", CultureInfo.InvariantCulture));
        Add("to", filter.To?.ToString("O", CultureInfo.InvariantCulture));
        Add("requestId", filter.RequestId);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static ImmutableArray<LetterState> StatesOf(QueryReader query, bool isOpenMeant)
    {
        var names = List(query, "state");
        if (names is [AnyState])
            return [];
        if (names.IsEmpty)
            return isOpenMeant ? [LetterState.Open] : [];

        foreach (var name in names.Where(name => !States.ContainsKey(name)))
            query.Refuse("bad-parameter", $"'state' is '{name}'; it must be {AnyState}, or of {string.Join(", ", States.Keys)}, more than one with commas between them.");
        return [.. names.Where(States.ContainsKey).Select(name => States[name]).Distinct()];
    }

    private static ImmutableArray<string> List(QueryReader query, string name) =>
        [.. query.Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []];
}
