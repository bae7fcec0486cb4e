using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ReplayDraftsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_changes_the_request_is_as_it_was()
    {
        var request = Request() with { Deadline = Now.AddHours(1), Metadata = new Dictionary<string, string> { ["a"] = "b" } };

        Assert.Equal(new ReplayDraft.Request(request, IsRenewed: false), ReplayDrafts.Make(Letter(request), ReplayChanges.None, Now));
    }

    [Fact]
    public void Changes_take_the_place_of_what_was()
    {
        var changes = new ReplayChanges { RoutingGroup = "other", Model = "m-2", Deadline = Now.AddHours(2) };

        var draft = Sent(Request() with { Deadline = Now.AddHours(-1) }, changes);

        Assert.False(draft.IsRenewed);
        Assert.Equal(("other", Now.AddHours(2), """{"model":"m-2","n":1.50}"""), (draft.Content.RoutingGroup, draft.Content.Deadline, draft.Content.Body.GetRawText()));
    }

    [Theory]
    [InlineData(-60, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void A_deadline_that_has_passed_or_is_about_to_gives_way_to_the_workers_time_to_live(int seconds, bool isRenewed)
    {
        var deadline = Now.AddSeconds(seconds);

        var draft = Sent(Request() with { Deadline = deadline }, ReplayChanges.None);

        Assert.Equal((isRenewed, isRenewed ? (DateTimeOffset?)null : deadline), (draft.IsRenewed, draft.Content.Deadline));
    }

    [Fact]
    public void A_time_to_live_counts_from_when_it_is_sent()
    {
        var draft = Sent(Request() with { Deadline = Now.AddHours(9) }, new ReplayChanges { TimeToLive = TimeSpan.FromMinutes(5) });

        Assert.Equal(Now.AddMinutes(5), draft.Content.Deadline);
    }

    [Fact]
    public void A_deadline_that_was_ordered_and_passes_before_its_turn_is_renewed_too() =>
        Assert.True(Sent(Request(), new ReplayChanges { Deadline = Now.AddSeconds(1) }).IsRenewed);

    [Fact]
    public void An_edited_body_is_sent_in_place_of_the_one_that_was() =>
        Assert.Equal("""{"model":"new"}""", Sent(Request(), new ReplayChanges { Body = Json("""{"model":"new"}""") }).Content.Body.GetRawText());

    [Fact]
    public void A_message_that_could_not_be_read_is_sent_as_it_came()
    {
        var raw = new RawMessage { Body = Encoding.UTF8.GetBytes("{"), ContentType = "text/plain" };

        Assert.Equal(new ReplayDraft.Raw(raw, "r-1"), ReplayDrafts.Make(Letter(raw: raw), ReplayChanges.None, Now));
        Assert.Equal(SkipReason.Unsendable, Refused(Letter(raw: raw), new ReplayChanges { RoutingGroup = "other" }).Reason);
    }

    [Fact]
    public void With_an_edited_body_it_becomes_a_request()
    {
        var letter = Letter(raw: new RawMessage { Body = new byte[] { 1 } });
        var changes = new ReplayChanges { Body = Json("""{"messages":[]}"""), RoutingGroup = "chat" };

        var draft = Assert.IsType<ReplayDraft.Request>(ReplayDrafts.Make(letter, changes, Now));

        Assert.Equal(("r-1", "chat"), (draft.Content.Id, draft.Content.RoutingGroup));
        Assert.Contains("give a routingGroup", Refused(letter, changes with { RoutingGroup = null }).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void One_whose_message_is_kept_elsewhere_says_where()
    {
        var refused = Refused(Letter() with { KeptIn = "dispatch.dead-letters.oversized" }, ReplayChanges.None);

        Assert.Equal(SkipReason.KeptElsewhere, refused.Reason);
        Assert.Contains("dispatch.dead-letters.oversized", refused.Why, StringComparison.Ordinal);
        Assert.Contains("Dispatch-Dead-Letter is 'r-1'", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_worker_would_refuse_at_first_sight_is_not_sent()
    {
        var streaming = Request() with { Body = Json("""{"model":"m","stream":true}""") };

        Assert.Contains("stream", Refused(Letter(streaming), ReplayChanges.None).Why, StringComparison.Ordinal);
        Assert.Contains("'id' is empty", Refused(Letter(Request() with { Id = " " }), ReplayChanges.None).Why, StringComparison.Ordinal);
    }

    private static ReplayDraft.Request Sent(CompletionRequest request, ReplayChanges changes) =>
        Assert.IsType<ReplayDraft.Request>(ReplayDrafts.Make(Letter(request), changes, Now));

    private static ReplayDraft.Refused Refused(CompletionDeadLettered letter, ReplayChanges changes) =>
        Assert.IsType<ReplayDraft.Refused>(ReplayDrafts.Make(letter, changes, Now));

    private static CompletionRequest Request() => new() { Id = "r-1", RoutingGroup = "chat", Body = Json("""{"model":"m","n":1.50}""") };

    private static CompletionDeadLettered Letter(CompletionRequest? request = null, RawMessage? raw = null) => new()
    {
        Id = request?.Id ?? "r-1",
        Reason = DeadLetterReason.ChainExhausted,
        Message = "why",
        RoutingGroup = request?.RoutingGroup,
        Request = request,
        Raw = raw,
        DeadLetteredAt = Now.AddHours(-1),
    };

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
