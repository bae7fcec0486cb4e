using System.Globalization;
using Dispatch.Worker.Dashboard.Api.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>A query is read whole, or refused with the first thing that is wrong.</summary>
public sealed class QueryReaderTests
{
    private static readonly Dictionary<string, DayOfWeek> Days = new() { ["monday"] = DayOfWeek.Monday, ["sunday"] = DayOfWeek.Sunday };

    [Fact]
    public void What_is_asked_for_is_read()
    {
        var query = Reader("?text=a%20b&number=7&time=2026-03-01T12:00:00%2B01:00&day=sunday&on=true&metadata.team=search&metadata.a.b=c");

        Assert.Equal(("a b", 7), (query.Text("text"), query.Number("number", 1, 10, 5)));
        Assert.Equal("2026-03-01T11:00:00.0000000+00:00", query.Time("time")?.ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal((DayOfWeek.Sunday, true), (query.OneOf("day", Days), query.Switch("on")));
        Assert.Equal(["a.b=c", "team=search"], query.Named("metadata.").Select(each => $"{each.Key}={each.Value}").Order());
        Assert.Null(query.Finish());
    }

    [Fact]
    public void What_is_not_there_has_its_standard_value()
    {
        var query = Reader("?text=");

        Assert.Equal((null, 5, null, null, false), (query.Text("text"), query.Number("number", 1, 10, 5), query.Time("time"), query.OneOf("day", Days), query.Switch("on")));
        Assert.Empty(query.Named("metadata."));
        Assert.Null(query.Finish());
    }

    [Fact]
    public void A_time_without_a_zone_is_of_UTC()
    {
        var query = Reader("?time=2026-03-01");

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), query.Time("time"));
    }

    [Theory]
    [InlineData("?number=0", "'number' is '0'; it must be a whole number from 1 to 10.")]
    [InlineData("?number=11", "'number' is '11'; it must be a whole number from 1 to 10.")]
    [InlineData("?number=x", "'number' is 'x'; it must be a whole number from 1 to 10.")]
    [InlineData("?number=1&number=2", "'number' is given 2 times; give it once.")]
    [InlineData("?time=yesterday", "'time' is 'yesterday'; it must be a time of ISO 8601, such as 2026-03-01T12:00:00Z.")]
    [InlineData("?day=sunda", "'day' is 'sunda'; it must be one of monday, sunday. Did you mean \"sunday\"?")]
    [InlineData("?on=perhaps", "'on' is 'perhaps'; it must be true or false.")]
    [InlineData("?numbr=1", "'numbr' is not known here. Did you mean \"number\"? Known are number, time, day, on, metadata.KEY.")]
    [InlineData("?metadata.=1", "'metadata.' is not known here. Known are number, time, day, on, metadata.KEY.")]
    [InlineData("?number=0&time=never", "'number' is '0'; it must be a whole number from 1 to 10.")]
    public void What_is_wrong_is_told_with_what_would_be_right(string text, string expected)
    {
        var query = Reader(text);
        query.Number("number", 1, 10, 5);
        query.Time("time");
        query.OneOf("day", Days);
        query.Switch("on");
        query.Named("metadata.");

        Assert.Equal((400, expected), (query.Finish()!.StatusCode, query.Finish()!.ProblemDetails.Detail));
    }

    [Fact]
    public void A_path_that_takes_no_query_says_so() =>
        Assert.Equal("'limit' is not known here. This path takes no query.", Reader("?limit=1").Finish()!.ProblemDetails.Detail);

    private static QueryReader Reader(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
