using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Letters;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Makes of a dead letter and the changes what is to be sent.</summary>
internal static class ReplayDrafts
{
    /// <param name="letter">The dead letter, which stays as it is.</param>
    /// <param name="changes">What is to differ; sound as far as <see cref="ChangeRules"/> can tell.</param>
    /// <param name="now">When it is sent.</param>
    public static ReplayDraft Make(CompletionDeadLettered letter, ReplayChanges changes, DateTimeOffset now)
    {
        if (OriginalOf(letter, changes) is { } original)
            return Change(original, changes, now);
        if (letter.KeptIn is { } queue)
            return new ReplayDraft.Refused(SkipReason.KeptElsewhere, SayWhere(letter, queue));
        if (letter.Raw is not { } raw)
            return new ReplayDraft.Refused(SkipReason.Unsendable, "The dead letter holds no request; replay it with an edited body.");
        return changes == ReplayChanges.None
            ? new ReplayDraft.Raw(raw, letter.Id)
            : new ReplayDraft.Refused(SkipReason.Unsendable,
                "The message could not be read as a request, so nothing in it can be changed: replay it as it is, or with an edited body and a routing group.");
    }

    private static ReplayDraft Change(CompletionRequest original, ReplayChanges changes, DateTimeOffset now)
    {
        var (deadline, isRenewed) = DeadlineOf(original, changes, now);
        var request = original with
        {
            RoutingGroup = changes.RoutingGroup ?? original.RoutingGroup,
            Body = WithModel(changes.Body ?? original.Body, changes.Model),
            Deadline = deadline,
        };
        return RequestFlaw.Of(request) is { } flaw
            ? new ReplayDraft.Refused(SkipReason.Unsendable, flaw)
            : new ReplayDraft.Request(request, isRenewed);
    }

    // With an edited body a letter without a request is one all the same.
    private static CompletionRequest? OriginalOf(CompletionDeadLettered letter, ReplayChanges changes) =>
        letter.Request ?? (changes.Body is { } body && RequestReader.IsId(letter.Id)
            ? new CompletionRequest { Id = letter.Id, RoutingGroup = letter.RoutingGroup, Body = body, Metadata = letter.Metadata }
            : null);

    private static (DateTimeOffset? Deadline, bool IsRenewed) DeadlineOf(CompletionRequest original, ReplayChanges changes, DateTimeOffset now)
    {
        if (changes.TimeToLive is { } life)
            return (now + life, false);

        // A replay of many can take so long that a deadline passes which was far off when it was ordered.
        var deadline = changes.Deadline ?? original.Deadline;
        return deadline is { } instant && instant - now < ChangeRules.LeastTime ? (null, true) : (deadline, false);
    }

    private static JsonElement WithModel(JsonElement body, string? model)
    {
        if (model is null || body.ValueKind != JsonValueKind.Object)
            return body;

        ReadOnlyMemory<byte> bytes = JsonMarshal.GetRawUtf8Value(body).ToArray();
        // As deep as a kept letter may be; what is too deep for a worker is told of afterwards.
        return JsonElement.Parse(RequestBody.Of(body, bytes).WithModel(model).ToArray(), new JsonDocumentOptions { MaxDepth = LetterCodec.MaxDepth });
    }

    private static string SayWhere(CompletionDeadLettered letter, string queue) =>
        $"Its message is too large for the store and is kept in the queue '{queue}', where its header {BrokerNames.DeadLetterHeader} is '{letter.Id}'. "
        + $"Take it out there and publish it to '{BrokerNames.Requests}' again, or replay this dead letter with an edited body.";
}
