using System.Collections.Immutable;
using System.Globalization;
using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Microsoft.Extensions.Primitives;

namespace Dispatch.Worker.Dashboard.Pages.Letters;

/// <summary>Which dead letters a query, or the fields of a form, means.</summary>
/// <param name="Filter">The letters.</param>
/// <param name="Errors">What could not be read, a sentence each; then the filter is not to be used.</param>
internal sealed record LetterQuery(LetterFilter Filter, ImmutableArray<string> Errors)
{
    public const string State = "state";
    public const string RoutingGroup = "group";
    public const string Fingerprint = "fingerprint";
    public const string Reason = "reason";
    public const string Kind = "kind";
    public const string Provider = "provider";
    public const string Text = "text";
    public const string From = "from";
    public const string To = "to";
    public const string RequestId = "request";

    /// <summary>A name and a value, as a person writes them: <c>team=search</c>. In addresses they stand as <c>metadata.team=search</c>.</summary>
    public const string Metadata = "metadata";
    public const string Id = "id";

    /// <summary>Stands for every state; none given stands for open ones.</summary>
    public const string Any = "any";

    private const string MetadataPrefix = Metadata + ".";

    // As the API has them: who changes /api/dead-letters to /dead-letters means the same letters.
    private const string ApiRoutingGroup = "routingGroup";
    private const string ApiText = "q";
    private const string ApiRequestId = "requestId";
    private const string ApiAny = "all";

    private static readonly ImmutableArray<string> Names =
        [State, RoutingGroup, Fingerprint, Reason, Kind, Provider, Text, From, To, RequestId, Metadata, Id, ApiRoutingGroup, ApiText, ApiRequestId];

    // The others are the API's.
    private static readonly int KnownHere = Names.IndexOf(ApiRoutingGroup);

    /// <summary>Nothing narrows it down but the state.</summary>
    public bool IsPlain => Filter.IsPlain();

    /// <summary>Nothing was said of letters at all, not even a state: a form in which none was chosen.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>
    /// Reads the query of a page, in which nothing may stand but a filter, and the names that the page has for itself: a filter that is
    /// misspelt and passed over would show more than was meant.
    /// </summary>
    public static LetterQuery OfPage(IEnumerable<KeyValuePair<string, StringValues>> fields, params string[] others)
    {
        var given = fields.ToList();
        var query = Parse(given);
        return query with { Errors = [.. query.Errors, .. given.Select(field => field.Key).Where(name => !IsKnown(name) && !others.Contains(name)).Select(Unknown)] };
    }

    /// <summary>Reads it. Names that mean nothing here are passed over.</summary>
    public static LetterQuery Parse(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var given = fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        var errors = new List<string>();
        ImmutableArray<string> ids = [.. All(Id)];
        var filter = new LetterFilter
        {
            Ids = ids,
            States = States(Single(State), ids, errors),
            Fingerprint = Single(Fingerprint),
            RoutingGroup = Single(RoutingGroup) ?? Single(ApiRoutingGroup),
            Reason = OneOf<DeadLetterReason>(Reason),
            Kind = OneOf<FailureKind>(Kind),
            Provider = Single(Provider),
            Metadata = [.. Prefixed(), .. All(Metadata).Select(pair => Pair(pair, errors)).OfType<KeyValuePair<string, string>>()],
            Text = Single(Text) ?? Single(ApiText),
            From = Time(From),
            To = Time(To),
            RequestId = Single(RequestId) ?? Single(ApiRequestId),
        };
        return new LetterQuery(filter, [.. errors]) { IsEmpty = !given.Keys.Any(IsKnown) };

        IEnumerable<string> All(string name) => given.GetValueOrDefault(name).OfType<string>().Select(value => value.Trim()).Where(value => value.Length > 0);

        IEnumerable<KeyValuePair<string, string>> Prefixed() =>
            from field in given
            where field.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal) && field.Key.Length > MetadataPrefix.Length
            from value in field.Value
            where value is not null
            select new KeyValuePair<string, string>(field.Key[MetadataPrefix.Length..], value);

        string? Single(string name) => All(name).FirstOrDefault();

        T? OneOf<T>(string name)
            where T : struct, Enum
        {
            if (Single(name) is not { } text)
                return null;
            if (KindText.Parse<T>(text) is not { } value)
            {
                errors.Add($"'{name}' is '{text}'; it must be one of {string.Join(", ", Enum.GetValues<T>().Select(KindText.Of))}.");
                return null;
            }

            return value;
        }

        DateTimeOffset? Time(string name)
        {
            if (Single(name) is not { } text)
                return null;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
                return time;

            errors.Add($"'{name}' is '{text}'; it must be a time such as 2026-03-01 12:00, in UTC.");
            return null;
        }
    }

    /// <summary>The fields that mean this filter, in a fixed order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Fields(LetterFilter filter)
    {
        foreach (var id in filter.Ids)
            yield return new(Id, id);
        if (filter.Ids.IsEmpty)
            yield return new(State, filter.States is [var state, ..] ? KindText.Of(state) : Any);
        foreach (var (name, value) in new (string, string?)[]
        {
            (Fingerprint, filter.Fingerprint), (RoutingGroup, filter.RoutingGroup), (Reason, filter.Reason is { } reason ? KindText.Of(reason) : null),
            (Kind, filter.Kind is { } kind ? KindText.Of(kind) : null), (Provider, filter.Provider), (Text, filter.Text),
            (From, filter.From is { } from ? TimeText.Machine(from) : null), (To, filter.To is { } to ? TimeText.Machine(to) : null), (RequestId, filter.RequestId),
        })
        {
            if (value is not null)
                yield return new(name, value);
        }

        foreach (var (name, value) in filter.Metadata)
            yield return new(MetadataPrefix + name, value);
    }

    /// <summary>A path with this filter in its query.</summary>
    public static string Address(string path, LetterFilter filter)
    {
        var query = string.Join('&', Fields(filter).Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static bool IsKnown(string name) => Names.Contains(name) || name.StartsWith(MetadataPrefix, StringComparison.Ordinal);

    private static string Unknown(string name) =>
        $"'{name}' is no part of a filter; known are {string.Join(", ", Names.Take(KnownHere))}, {MetadataPrefix}NAME.{Spelling.Suggest(name, Names)}";

    private static ImmutableArray<LetterState> States(string? text, ImmutableArray<string> ids, List<string> errors)
    {
        if (text is null)
            return ids.IsEmpty ? [LetterState.Open] : [];
        if (text is Any or ApiAny)
            return [];
        if (KindText.Parse<LetterState>(text) is { } state)
            return [state];

        errors.Add($"'{State}' is '{text}'; it must be one of {string.Join(", ", Enum.GetValues<LetterState>().Select(KindText.Of))}, {Any}.");
        return [];
    }

    private static KeyValuePair<string, string>? Pair(string text, List<string> errors)
    {
        if (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            return new(text[..at].Trim(), text[(at + 1)..].Trim());

        errors.Add($"'{Metadata}' is '{text}'; it must be a name and a value, such as team=search.");
        return null;
    }
}
