using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Dashboard.Api.Queries;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>A filter goes into a URL and comes out of it as it was.</summary>
public sealed class LetterQueryTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char[' ', '\u024F'], 1, 12];
    private static readonly Gen<string> Id = Gen.String[Gen.Char['a', 'z'], 1, 8];
    private static readonly Gen<DateTimeOffset> Instant = Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    [Fact]
    public void Whatever_is_filtered_by_comes_back() => Gen.Select(
            Id.Array[0, 3],
            Gen.Enum<LetterState>().Array[0, 3],
            Gen.Select(Word.Null(), Word.Null(), Word.Null(), Word.Null()),
            Gen.Select(Gen.Enum<DeadLetterReason>(), Gen.Enum<FailureKind>(), Gen.Bool),
            Instant, Instant,
            Gen.Select(Id, Word).Array[0, 3])
        .Sample((ids, states, texts, kinds, from, to, metadata) =>
        {
            var filter = new LetterFilter
            {
                Ids = [.. ids],
                States = [.. states.Distinct()],
                Fingerprint = texts.Item1,
                RoutingGroup = texts.Item2,
                Provider = texts.Item3,
                Text = texts.Item4,
                Reason = kinds.Item3 ? kinds.Item1 : null,
                Kind = kinds.Item3 ? kinds.Item2 : null,
                From = from,
                To = to,
                Metadata = [.. metadata.DistinctBy(each => each.Item1).Select(each => KeyValuePair.Create(each.Item1, each.Item2))],
            };

            var query = new QueryReader(new QueryCollection(QueryHelpers.ParseQuery(LetterQuery.Write(filter))));
            var read = LetterQuery.Read(query);

            Assert.Null(query.Finish()?.ProblemDetails.Detail);
            Assert.Equal(Text(filter), Text(read));
        });

    [Fact]
    public void Without_a_word_on_states_and_ids_open_letters_are_meant()
    {
        Assert.Equal([LetterState.Open], Read("?provider=p").States);
        Assert.Empty(Read("?id=a").States);
        Assert.Empty(Read("?state=all").States);
    }

    private static LetterFilter Read(string query) => LetterQuery.Read(new QueryReader(new QueryCollection(QueryHelpers.ParseQuery(query))));

    private static string Text(LetterFilter filter) => string.Join(
        '|', string.Join(',', filter.Ids), string.Join(',', filter.States), filter.Fingerprint, filter.RoutingGroup, filter.Provider, filter.Text, filter.Reason, filter.Kind,
        filter.From, filter.To, string.Join(',', filter.Metadata.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}")));
}
