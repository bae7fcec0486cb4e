using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Tests.Completions;

namespace Dispatch.Worker.Tests.Messaging;

/// <summary>Two versions of the worker pass one request's history to and fro.</summary>
public sealed class HistoryVersionsTests
{
    // The text of JSON values as another serializer may write them: number formats, escapes, halves of characters, space.
    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.OneOf("null", "true", "1.50e+3", "-0", "12345678901234567890.10", "\"\\u00e9\"", "\"\\ud800\"", "\"a \\\"b\\\" \u754c\"", "{ }", "[ ]"),
        Gen.Int.Select(number => $"{number}"),
        Gen.String[Gen.Char.AlphaNumeric, 0, 20].Select(text => $"\"{text}\""));

    private static readonly Gen<string> Value = Gen.OneOf(
        Scalar,
        Scalar.Array[1, 4].Select(values => $"[{string.Join(" , ", values)}]"),
        Scalar.Array[1, 4].Select(values => $"{{{string.Join(",", values.Select((value, i) => $"\"n{i}\" : {value}"))}}}"));

    // Prefixed, so that none is a name that this version knows.
    private static readonly Gen<string> Member =
        Gen.Select(Gen.OneOf("x", "é", "\\u0078-", "a b", "Round", "attempts."), Gen.Int[0, 1_000_000], Value).Select(each => $"\"{each.Item1}{each.Item2}\":{each.Item3}");

    private static readonly Gen<string[]> Members = Member.Array[0, 4].Select(members => members.DistinctBy(NameOf).ToArray());

    private static readonly Gen<(string[] Unknown, string Text)> AnAttempt =
        Gen.Select(Members, Gen.OneOf("transient", "rateLimited", "providerOverloaded", "x y"), Gen.OneOf("failed", "cancelled", "succeeded"), Gen.Int[1, 99])
            .Select(each => (each.Item1, AttemptText(each.Item4, each.Item2, each.Item3, each.Item1)));

    [Fact]
    public void Whatever_a_newer_version_wrote_comes_back_from_an_older_one() =>
        Gen.Select(Members, AnAttempt.Array[0, 6], Gen.Bool).Sample((members, attempts, fails) =>
        {
            var history = HistoryCodec.Read(HistoryText(members, [.. attempts.Select(attempt => attempt.Text)]));
            if (fails)
                history = history.With(Sample.Failed("own") with { Number = history.NextNumber }) with { Round = 7, Deferrals = 3 };

            using var written = JsonDocument.Parse(HistoryCodec.Write(HistoryCodec.Read(HistoryCodec.Write(history))));

            Assert.All(members, member => Assert.Contains(member, written.RootElement.EnumerateObject().Select(each => each.ToString())));
            var texts = written.RootElement.GetProperty("attempts").EnumerateArray().ToList();
            Assert.Equal(attempts.Length + (fails ? 1 : 0), texts.Count);
            Assert.Equal(fails ? 7 : 2, written.RootElement.GetProperty("round").GetInt32());
            for (var i = 0; i < attempts.Length; i++)
            {
                using var sent = JsonDocument.Parse(attempts[i].Text);
                Assert.All(attempts[i].Unknown, member => Assert.Contains(member, texts[i].EnumerateObject().Select(each => each.ToString())));
                Assert.Equal(sent.RootElement.GetProperty("outcome").GetString(), texts[i].GetProperty("outcome").GetString());
                Assert.Equal(sent.RootElement.GetProperty("failureKind").GetString(), texts[i].GetProperty("failureKind").GetString());
            }
        }, iter: 2000);

    [Fact]
    public void A_failure_kind_of_a_newer_version_is_unknown_and_keeps_its_name()
    {
        var history = HistoryCodec.Read(HistoryText([], [AttemptText(1, "providerOverloaded", "failed")]));

        Assert.Equal((FailureKind.Unknown, AttemptOutcome.Failed), (Assert.Single(history.Attempts).FailureKind, history.Attempts[0].Outcome));
        Assert.Contains("\"failureKind\":\"providerOverloaded\"", HistoryCodec.Write(history), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_of_a_newer_version_is_a_failure_of_the_member_and_keeps_its_name()
    {
        var history = HistoryCodec.Read(HistoryText([], ["""{"number":1,"round":1,"provider":"a","startedAt":"2026-03-01T12:00:00Z","duration":1,"outcome":"handedOver"}"""]));

        Assert.Equal((FailureKind.Unknown, AttemptOutcome.Failed), (Assert.Single(history.Attempts).FailureKind, history.Attempts[0].Outcome));
        var text = HistoryCodec.Write(history);
        Assert.Contains("\"outcome\":\"handedOver\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("failureKind", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"outcome\":7")]
    [InlineData("\"outcome\":null")]
    [InlineData("\"outcome\":\"\\ud800\"")]
    [InlineData("\"outcome\":\"failed\",\"failureKind\":{}")]
    [InlineData("\"outcome\":\"failed\",\"failureKind\":1")]
    [InlineData("\"outcome\":\"failed\",\"statusCode\":\"many\"")]
    [InlineData("\"outcome\":\"failed\",\"message\":\"\\udc00\"")]
    [InlineData("\"outcome\":\"failed\",\"retryAfter\":\"soon\"")]
    public void A_broken_value_is_still_refused(string members) => Assert.ThrowsAny<JsonException>(() =>
        HistoryCodec.Read(HistoryText([], [$$"""{"number":1,"round":1,"provider":"a","startedAt":"2026-03-01T12:00:00Z","duration":1,{{members}}}"""])));

    [Fact]
    public void Names_of_this_version_are_read_whatever_their_case_and_are_not_taken_for_unknown()
    {
        var history = HistoryCodec.Read(HistoryText([], [.. Enum.GetNames<FailureKind>().Select((kind, i) => AttemptText(i + 1, kind, "Failed"))]));

        Assert.Equal(Enum.GetValues<FailureKind>(), history.Attempts.Select(attempt => attempt.FailureKind!.Value));
        Assert.Empty(history.Unknown.Attempts);
    }

    [Fact]
    public void What_is_unknown_gives_way_where_the_header_would_be_too_long()
    {
        var large = $"\"x\":\"{new string('x', HistoryCodec.MaxLength)}\"";
        var history = HistoryCodec.Read(HistoryText([large], [AttemptText(1, "transient", "failed", "\"y\":1")])).With(Sample.Failed("b") with { Number = 2 });

        var text = HistoryCodec.Write(history);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, HistoryCodec.MaxLength);
        Assert.Equal(["a", "b"], HistoryCodec.Read(text).Attempts.Select(attempt => attempt.Provider));
        Assert.All(HistoryCodec.Read(text).Attempts, attempt => Assert.NotNull(attempt.Message));
    }

    [Fact]
    public void Of_messages_that_take_too_much_room_the_last_stays()
    {
        // Characters beyond the first plane are escaped: twelve bytes for two.
        var talkative = Sample.Failed("a") with { Message = string.Concat(Enumerable.Repeat("😀", Attempt.MaxMessageLength / 2)), Model = string.Concat(Enumerable.Repeat("😀", 128)) };
        var history = Sample.History(1, [.. Enumerable.Range(1, History.MaxKept).Select(number => talkative with { Number = number })]);

        var text = HistoryCodec.Write(history);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, HistoryCodec.MaxLength);
        var read = HistoryCodec.Read(text);
        Assert.Equal(History.MaxKept, read.Attempts.Length);
        Assert.Null(read.Attempts[0].Message);
        Assert.Equal(talkative.Message, read.Attempts[^1].Message);
    }

    [Fact]
    public void A_forged_history_never_grows_past_a_header()
    {
        var attempts = Enumerable.Range(1, 1500).Select(number => AttemptText(number, "rateLimited", "failed"));
        var history = HistoryCodec.Read(HistoryText([], [.. attempts])).With(Sample.Failed("b") with { Number = 1501 });

        var text = HistoryCodec.Write(history);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), HistoryCodec.MaxLength / 2, HistoryCodec.MaxLength);
        Assert.Equal(1501, HistoryCodec.Read(text).Attempts[^1].Number);
    }

    private static string HistoryText(IEnumerable<string> members, ImmutableArray<string> attempts) =>
        $$"""{{{string.Concat(members.Select(member => $"{member},"))}} "createdAt":"2026-03-01T12:00:00Z","round":2,"attempts":[{{string.Join(", ", attempts)}}]}""";

    private static string AttemptText(int number, string kind, string outcome, params string[] members) =>
        $$"""{{{string.Concat(members.Select(member => $"{member},"))}}"number":{{number}},"round":1,"provider":"a","model":"m","startedAt":"2026-03-01T12:00:00Z","duration":1.5,"outcome":"{{outcome}}","failureKind":"{{kind}}","message":"no"}""";

    private static string NameOf(string member) => JsonDocument.Parse($"{{{member}}}").RootElement.EnumerateObject().Single().Name;
}
