using System.Text.Json;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ChangeRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly (ReplayChanges Changes, string? Error)[] Cases =
    [
        (ReplayChanges.None, null),
        (new ReplayChanges { RoutingGroup = "other", Model = "m-2", TimeToLive = TimeSpan.FromHours(1) }, null),
        (new ReplayChanges { Deadline = Now.AddMinutes(1) }, null),
        (new ReplayChanges { Body = Json("""{"model":"m"}""") }, null),
        (new ReplayChanges { RoutingGroup = " " }, "'routingGroup' is empty"),
        (new ReplayChanges { RoutingGroup = new string('g', 257) }, "'routingGroup' has 257 characters; at most 256"),
        (new ReplayChanges { Model = "" }, "'model' is empty"),
        (new ReplayChanges { Deadline = Now.AddSeconds(59) }, "'deadline' is 2026-03-01 12:00:59Z, and it is 2026-03-01 12:00:00Z: give one that is at least a minute away"),
        (new ReplayChanges { Deadline = Now.AddDays(-1) }, "'deadline' is"),
        (new ReplayChanges { TimeToLive = TimeSpan.FromSeconds(59) }, "'timeToLive' is 59 seconds; it must be 1 minute to 30 days"),
        (new ReplayChanges { TimeToLive = TimeSpan.FromDays(31) }, "'timeToLive' is"),
        (new ReplayChanges { TimeToLive = TimeSpan.FromHours(1), Deadline = Now.AddHours(1) }, "both given"),
        (new ReplayChanges { Body = Json("[1]") }, "'body' is a JSON Array; it must be an object"),
        (new ReplayChanges { Body = Json("""{"model":"m","stream":true}""") }, "asks for a stream"),
        (new ReplayChanges { Body = Json($$"""{"model":"{{new string('m', 1000)}}"}""") }, "'body' has 1012 bytes; a message may have 1000"),
        (new ReplayChanges { Body = Json($$"""{"a":{{new string('[', 62)}}{{new string(']', 62)}}}""") }, "at most 61 levels"),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Changes_that_make_no_sense_are_refused(int number)
    {
        var (changes, error) = Cases[number];

        var errors = ChangeRules.Check(changes, maxBytes: 1000, Now);

        if (error is null)
            Assert.Empty(errors);
        else
            Assert.Contains(error, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_said_at_once() =>
        Assert.Equal(3, ChangeRules.Check(new ReplayChanges { RoutingGroup = "", Model = "", TimeToLive = TimeSpan.Zero }, 1000, Now).Count);

    private static JsonElement Json(string text) => JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = 100 });
}
