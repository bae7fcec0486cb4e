using System.Globalization;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>What a chaos run came to, and whether the promise was kept: one outcome for each request, and the right one.</summary>
internal sealed record ChaosReport
{
    private const int Shown = 20;

    /// <summary>The table's head; <see cref="Row"/> is what belongs below it.</summary>
    public const string Head =
        """
        | broker | requests | results | dead letters | lost | duplicates | bound | after dropping | kills of workers, broker | cuts | calls per request | seconds |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    public required string Broker { get; init; }

    public required ChaosPlan Plan { get; init; }

    /// <summary>All outcomes by the requests' ids.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ReceivedOutcome>> Outcomes { get; init; }

    public required IReadOnlyList<string> Unreadable { get; init; }

    public required int WorkersKilled { get; init; }

    public required int BrokersKilled { get; init; }

    public required int ConnectionsCut { get; init; }

    /// <summary>Attempts in flight at the strikes.</summary>
    public required int InFlight { get; init; }

    /// <summary>Requests that the publisher sent once more.</summary>
    public required int SentAgain { get; init; }

    public required int Calls { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>What workers printed that ended by themselves.</summary>
    public required IReadOnlyList<string> EndedWorkers { get; init; }

    /// <summary>What the queues held at the end.</summary>
    public required IReadOnlyList<QueueCount> Left { get; init; }

    public IReadOnlyList<string> Lost =>
        [.. Enumerable.Range(0, Plan.Requests).Select(ChaosRequests.Id).Where(id => !Outcomes.ContainsKey(id))];

    public int Results => Outcomes.Count(one => one.Value[0].Reason is null);

    public int DeadLetters => Outcomes.Count - Results;

    /// <summary>Outcomes beyond the first of each request.</summary>
    public int Duplicates => Outcomes.Sum(one => one.Value.Count - 1);

    /// <summary>Those that are left when messages with a <c>MessageId</c> seen before are dropped.</summary>
    public int DuplicatesAfterDropping => Outcomes.Sum(one => one.Value.DistinctBy(outcome => outcome.MessageId).Count() - 1);

    /// <summary>Each attempt in flight at a strike may be repeated, and each request that was sent again may be there twice.</summary>
    public int Bound => InFlight + SentAgain;

    public string Row => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Broker} | {Plan.Requests} | {Results} | {DeadLetters} | {Lost.Count} | {Duplicates} | {InFlight} + {SentAgain} | {DuplicatesAfterDropping} | " +
        $"{WorkersKilled}, {BrokersKilled} | {ConnectionsCut} | {(double)Calls / Plan.Requests:0.00} | {Took.TotalSeconds:0} |");

    /// <summary>Every way in which the promise was broken, a line each; empty if it was kept.</summary>
    public string Broken => string.Join('\n', FindBroken());

    private IEnumerable<string> FindBroken()
    {
        if (Lost is { Count: > 0 } lost)
            yield return $"{lost.Count} requests are lost: {Some(lost)}.";
        if (Duplicates > Bound)
            yield return $"There are {Duplicates} duplicates; at most {Bound} attempts can have been repeated.";
        if (Outcomes.Where(HasSeveral).Select(Describe).ToList() is { Count: > 0 } several)
            yield return $"{several.Count} requests have different outcomes: {Some(several)}.";
        if (Outcomes.Where(IsWrong).Select(Describe).ToList() is { Count: > 0 } wrong)
            yield return $"{wrong.Count} requests have the wrong outcome: {Some(wrong)}.";
        if (Unreadable.Count > 0)
            yield return $"{Unreadable.Count} outcomes can't be read: {Some(Unreadable)}.";
        if (EndedWorkers.Count > 0)
            yield return string.Join('\n', EndedWorkers);
        if (Left.Any(queue => queue.Ready > 0) || Lost.Count > 0)
            yield return $"The queues hold: {string.Join("; ", Left)}.";
    }

    private static bool HasSeveral(KeyValuePair<string, IReadOnlyList<ReceivedOutcome>> one) =>
        one.Value.DistinctBy(outcome => (outcome.MessageId, outcome.Reason)).Count() > 1;

    private static bool IsWrong(KeyValuePair<string, IReadOnlyList<ReceivedOutcome>> one) =>
        one.Value.Any(outcome => outcome.Reason != ChaosRequests.ExpectedReason(one.Key));

    private static string Describe(KeyValuePair<string, IReadOnlyList<ReceivedOutcome>> one) =>
        $"{one.Key} {string.Join(" and ", one.Value.Select(outcome => outcome.Reason is null ? "result" : $"{outcome.Reason} ({outcome.Sentence})"))}";

    private static string Some(IReadOnlyList<string> all) =>
        string.Join(", ", all.Take(Shown)) + (all.Count > Shown ? $" and {all.Count - Shown} more" : "");
}
