using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class FingerprintTests
{
    public static TheoryData<string, bool> Differences() => new()
    {
        { "id", true },
        { "time", true },
        { "number", true },
        { "metadata", true },
        { "earlier round", true },
        { "group", false },
        { "reason", false },
        { "kind", false },
        { "provider", false },
        { "words", false },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Letters_of_one_cause_have_the_same(string difference, bool isSame)
    {
        var letter = Letters.Make(said: "Limit 10 reached");
        var other = difference switch
        {
            "id" => Letters.Make("ticket-2", said: "Limit 10 reached"),
            "time" => Letters.Make(at: Letters.Noon.AddDays(1), said: "Limit 10 reached"),
            "number" => Letters.Make(said: "Limit 77 reached"),
            "metadata" => Letters.Make(said: "Limit 10 reached", metadata: ("tenant", "acme")),
            "earlier round" => letter with
            {
                Attempts =
                [
                    Letters.Attempt(1, "groq", FailureKind.Timeout, "silence", Letters.Noon),
                    Letters.Attempt(2, "openai", FailureKind.Transient, "Limit 10 reached", Letters.Noon, number: 2),
                ],
            },
            "group" => Letters.Make(group: "batch", said: "Limit 10 reached"),
            "reason" => Letters.Make(reason: DeadLetterReason.DeadlineExceeded, said: "Limit 10 reached"),
            "kind" => Letters.Make(kind: FailureKind.RateLimited, said: "Limit 10 reached"),
            "provider" => Letters.Make(provider: "groq", said: "Limit 10 reached"),
            _ => Letters.Make(said: "Limit 10 exceeded"),
        };

        Assert.Equal(isSame, Fingerprint.Of(letter).Value == Fingerprint.Of(other).Value);
    }

    [Fact]
    public void Kinds_of_the_last_round_count_each_once_in_any_order()
    {
        var one = Letters.Make() with { Attempts = Round("a", FailureKind.Timeout, "b", FailureKind.Transient) };
        var other = Letters.Make() with { Attempts = Round("c", FailureKind.Transient, "b", FailureKind.Timeout) };

        Assert.Equal([FailureKind.Timeout, FailureKind.Transient], Fingerprint.Of(one).Kinds);
        Assert.Equal(Fingerprint.Of(one).Value, Fingerprint.Of(other).Value);
    }

    [Fact]
    public void Without_attempts_the_workers_own_sentence_counts()
    {
        var letter = Letters.Make() with { Attempts = [], Message = "No routing group \"chta\"; known are 7." };

        Assert.Equal(("No routing group …; known are <n>.", null), (Fingerprint.Of(letter).Pattern, Fingerprint.Of(letter).Provider));
    }

    private static System.Collections.Immutable.ImmutableArray<Attempt> Round(string first, FailureKind kind, string second, FailureKind next) =>
        [Letters.Attempt(1, first, kind, "no", Letters.Noon), Letters.Attempt(1, second, next, "no", Letters.Noon, number: 2)];
}
