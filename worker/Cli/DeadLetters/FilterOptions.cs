using System.Collections.Immutable;
using System.CommandLine;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Which dead letters are meant, as options that every command has alike; all that is given must hold.</summary>
internal sealed class FilterOptions
{
    /// <summary>What stands for all states.</summary>
    public const string AnyState = "all";

    private readonly Option<string[]> _states = Several("--state", "STATE", $"In this state: {Words.List<LetterState>()}, or {AnyState}; default: open, where no id is given");
    private readonly Option<string[]> _ids = Several("--id", "ID", "The dead letter of this id");
    private readonly Option<string[]> _metadata = Several("--metadata", "KEY=VALUE", "With this metadata value");
    private readonly Option<string?> _fingerprint = One("--fingerprint", "F", "Of the group with this fingerprint");
    private readonly Option<string?> _group = One("--group", "NAME", "Of this routing group");
    private readonly Option<string?> _reason = One("--reason", "REASON", $"With this reason: {Words.List<DeadLetterReason>()}");
    private readonly Option<string?> _kind = One("--kind", "KIND", "In whose last round an attempt failed so, for instance rateLimited");
    private readonly Option<string?> _provider = One("--provider", "NAME", "Whose last attempt was at this provider");
    private readonly Option<string?> _text = One("--text", "WORDS", "With all these beginnings of words in the messages, the id or the metadata");
    private readonly Option<string?> _from = One("--from", "TIME", "Dead-lettered then or later: a time such as 2026-03-01T12:00Z (UTC where no zone is given), or how long ago: 2h");
    private readonly Option<string?> _to = One("--to", "TIME", "Dead-lettered before then");
    private readonly Option<string?> _request = One("--request", "ID", "Of the request with this id");

    private Option[] All => [_states, _fingerprint, _group, _reason, _kind, _provider, _metadata, _text, _from, _to, _ids, _request];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>Whether any is given.</summary>
    public bool IsGiven(ParseResult arguments) => All.Any(option => arguments.GetResult(option) is { Implicit: false });

    /// <param name="arguments">What was written.</param>
    /// <param name="now">The present.</param>
    /// <param name="standard">The state that is meant where nothing is said of it, nor of ids.</param>
    /// <param name="named">Ids that were named otherwise.</param>
    /// <exception cref="RefusedException">A value is wrong.</exception>
    public LetterFilter Read(ParseResult arguments, DateTimeOffset now, LetterState standard = LetterState.Open, IReadOnlyCollection<string>? named = null)
    {
        if (All.FirstOrDefault(option => arguments.GetResult(option) is { } given && given.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) is { } empty)
            throw new RefusedException($"{empty.Name} is empty; give a value, or leave it out.");

        var ids = (arguments.GetValue(_ids) ?? []).Concat(named ?? []).Distinct(StringComparer.Ordinal).ToImmutableArray();
        return new LetterFilter
        {
            Ids = ids,
            States = States(arguments.GetValue(_states) ?? [], ids.IsEmpty ? [standard] : []),
            Fingerprint = arguments.GetValue(_fingerprint),
            RoutingGroup = arguments.GetValue(_group),
            Reason = Words.Read<DeadLetterReason>("--reason", arguments.GetValue(_reason)),
            Kind = Words.Read<FailureKind>("--kind", arguments.GetValue(_kind)),
            Provider = arguments.GetValue(_provider),
            Metadata = [.. (arguments.GetValue(_metadata) ?? []).Select(Pair)],
            Text = arguments.GetValue(_text),
            From = Times.Read("--from", arguments.GetValue(_from), now),
            To = Times.Read("--to", arguments.GetValue(_to), now),
            RequestId = arguments.GetValue(_request),
        };
    }

    private static ImmutableArray<LetterState> States(string[] written, ImmutableArray<LetterState> standard) =>
        written.Length == 0 ? standard
        : written.Contains(AnyState, StringComparer.OrdinalIgnoreCase) ? []
        : [.. written.Select(word => Words.Read<LetterState>("--state", word, AnyState)!.Value).Distinct()];

    private static KeyValuePair<string, string> Pair(string written) =>
        written.IndexOf('=', StringComparison.Ordinal) is > 0 and var end
            ? new KeyValuePair<string, string>(written[..end], written[(end + 1)..])
            : throw new RefusedException($"--metadata is '{SafeText.Line(written)}'; write a name, an equals sign and a value, for instance tenant=acme.");

    private static Option<string[]> Several(string name, string value, string description) =>
        new(name) { Description = $"{description}; may be given several times", HelpName = value, Arity = ArgumentArity.OneOrMore };

    private static Option<string?> One(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
