using Dispatch.Worker.Dashboard.Pages.Replaying;
using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.Extensions.Primitives;

namespace Dispatch.Worker.Tests.Dashboard.Pages.Replaying;

public sealed class ReplayFieldsTests
{
    private const string Original = "{\n  \"a\": 1\n}";

    [Fact]
    public void Empty_fields_change_nothing()
    {
        var fields = Parse(Original, ("toGroup", ""), ("toModel", " "), ("within", ""), ("rate", ""), ("body", Original));

        Assert.Equal(ReplayChanges.None, fields.Changes);
        Assert.Null(fields.RequestsPerSecond);
        Assert.Empty(fields.Errors);
    }

    [Fact]
    public void A_body_that_came_back_from_a_browser_as_it_was_is_no_change() =>
        Assert.Null(Parse(Original, ("body", Original.Replace("\n", "\r\n", StringComparison.Ordinal))).Changes.Body);

    [Fact]
    public void What_is_filled_in_differs()
    {
        var fields = Parse(Original, ("toGroup", " backup "), ("toModel", "large"), ("within", "2h"), ("rate", "0.5"), ("body", "{\"a\":2}"));

        Assert.Equal(("backup", "large", TimeSpan.FromHours(2), 0.5), (fields.Changes.RoutingGroup, fields.Changes.Model, fields.Changes.TimeToLive, fields.RequestsPerSecond));
        Assert.Equal("{\"a\":2}", fields.Changes.Body!.Value.GetRawText());
    }

    [Theory]
    [InlineData("within", "soon", "The time to answer is 'soon'; it must be a duration such as 30m, 2h or 1d.")]
    [InlineData("rate", "NaN", "The rate is 'NaN'; it must be a number of requests a second.")]
    [InlineData("body", "{\n\"a\":}", "The body is no JSON: line 2, character 5. Mend it there, and look at the preview again.")]
    public void What_cannot_be_read_is_told_and_kept_in_the_form(string field, string text, string error)
    {
        var fields = Parse(Original, (field, text));

        Assert.Equal([error], fields.Errors);
        Assert.Contains(text, new[] { fields.Within, fields.Rate, fields.Body });
    }

    [Fact]
    public void The_token_tells_changes_apart_but_not_remarks()
    {
        var fields = Parse(null, ("toGroup", "a"));

        Assert.Equal(fields.Token, Parse(null, ("toGroup", "a"), ("remark", "after the outage")).Token);
        Assert.NotEqual(fields.Token, Parse(null, ("toGroup", "b")).Token);
        Assert.NotEqual(fields.Token, Parse(null, ("toModel", "a")).Token);
    }

    private static ReplayFields Parse(string? original, params (string Name, string Value)[] fields) =>
        ReplayFields.Parse(fields.Select(field => new KeyValuePair<string, StringValues>(field.Name, field.Value)), original);
}
