using Dispatch.Contracts;
using Dispatch.Worker.Dashboard.Pages.Letters;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Dispatch.Worker.Tests.Dashboard.Pages.Letters;

public sealed class LetterQueryTests
{
    [Fact]
    public void Nothing_said_means_open_letters()
    {
        var query = Parse("");

        Assert.Equal([LetterState.Open], query.Filter.States);
        Assert.True(query.IsPlain);
        Assert.True(query.IsEmpty);
    }

    [Fact]
    public void A_state_alone_is_said_and_narrows_nothing_down()
    {
        var query = Parse("state=any");

        Assert.Empty(query.Filter.States);
        Assert.True(query.IsPlain);
        Assert.False(query.IsEmpty);
    }

    [Fact]
    public void The_names_of_the_API_mean_the_same() =>
        Assert.Equal(
            new LetterFilter { RoutingGroup = "chat", Text = "slow", RequestId = "r-1", States = [] }.ToString(),
            Parse("state=all&routingGroup=chat&q=slow&requestId=r-1").Filter.ToString());

    [Fact]
    public void Chosen_letters_are_meant_whatever_their_state() =>
        Assert.Equal((2, 0), Parse("id=a&id=b") is var query ? (query.Filter.Ids.Length, query.Filter.States.Length) : default);

    [Fact]
    public void Every_field_is_read_and_written_alike()
    {
        var filter = new LetterFilter
        {
            States = [LetterState.Archived],
            Fingerprint = "f1",
            RoutingGroup = "chat & more",
            Reason = DeadLetterReason.ChainExhausted,
            Kind = FailureKind.RateLimited,
            Provider = "openai",
            Metadata = [new("team", "search, or support"), new("a", "b=c")],
            Text = "over loaded?",
            From = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2026, 3, 2, 0, 0, 0, 250, TimeSpan.Zero),
            RequestId = "r/1",
        };

        var read = Parse(LetterQuery.Address("/list", filter)["/list?".Length..]);

        Assert.Empty(read.Errors);
        Assert.Equal(filter with { Ids = [], States = [], Metadata = [] }, read.Filter with { Ids = [], States = [], Metadata = [] });
        Assert.Equal(filter.States, read.Filter.States);
        Assert.Equal(filter.Metadata, read.Filter.Metadata);
    }

    [Theory]
    [InlineData("state=shut", "'state' is 'shut'; it must be one of open, replaying, resolved, archived, superseded, any.")]
    [InlineData("reason=1", "'reason' is '1'; it must be one of faulted,")]
    [InlineData("kind=slow", "'kind' is 'slow'; it must be one of unknown, transient,")]
    [InlineData("from=yesterday", "'from' is 'yesterday'; it must be a time such as 2026-03-01 12:00, in UTC.")]
    [InlineData("metadata=team", "'metadata' is 'team'; it must be a name and a value, such as team=search.")]
    public void What_cannot_be_read_is_told(string query, string error) => Assert.StartsWith(error, Assert.Single(Parse(query).Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("reasn=faulted", "'reasn' is no part of a filter; known are state, group, fingerprint, reason, kind, provider, text, from, to, request, metadata, id, metadata.NAME. Did you mean \"reason\"?")]
    [InlineData("state=open&tenant=a", "'tenant' is no part of a filter;")]
    public void On_a_page_a_name_that_is_no_filters_is_told(string query, string error) =>
        Assert.StartsWith(error, Assert.Single(LetterQuery.OfPage(Fields(query), "after").Errors), StringComparison.Ordinal);

    [Fact]
    public void A_page_has_names_of_its_own_beside_the_filter() =>
        Assert.Empty(LetterQuery.OfPage(Fields("metadata.tenant=a&q=b&requestId=c&routingGroup=d&after=e&done=f"), "after", "done").Errors);

    [Fact]
    public void Empty_fields_of_a_form_mean_nothing() =>
        Assert.True(Parse("text=&state=open&reason=&from=%20&metadata=").IsPlain);

    private static LetterQuery Parse(string query) => LetterQuery.Parse(Fields(query));

    private static IEnumerable<KeyValuePair<string, StringValues>> Fields(string query) => QueryHelpers.ParseQuery(query);
}
