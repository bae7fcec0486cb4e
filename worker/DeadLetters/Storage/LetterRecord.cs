using System.Security.Cryptography;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging.Letters;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>A letter, taken apart into what the tables hold. Made before the tables are locked, since it takes time.</summary>
/// <param name="Row">The letter's row; its key may be changed for one that is free.</param>
/// <param name="Group">Its group, as if it were new.</param>
/// <param name="Json">Its text.</param>
/// <param name="Search">What it is found by.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Replay">Where its request came from, if that was replayed.</param>
internal sealed record LetterRecord(
    LetterRow Row, GroupRow Group, string Json, string Search, IReadOnlyList<KeyValuePair<string, string>> Metadata, ReplayMark? Replay)
{
    private const int MostMetadata = 32;

    /// <param name="queued">The letter.</param>
    /// <param name="now">The present, in place of a time that no letter can have: it would be removed at once for its age, or never.</param>
    public static LetterRecord Of(QueuedLetter queued, DateTimeOffset now)
    {
        var letter = queued.Letter;
        var identity = LetterIdentity.Of(letter);
        if (!LetterIdentity.Reaches(letter.DeadLetteredAt))
            identity = identity.At(now);
        if (queued.IsForeign)
            identity = identity with { Id = ForeignId(letter) };
        var fingerprint = Fingerprint.Of(letter);
        var group = new GroupRow
        {
            Fingerprint = fingerprint.Value,
            RoutingGroup = StoredText.NameOrNull(letter.RoutingGroup),
            Reason = letter.Reason,
            Kinds = KindList.Write(fingerprint.Kinds),
            Provider = StoredText.NameOrNull(fingerprint.Provider),
            Pattern = StoredText.Clean(fingerprint.Pattern),
        };
        var row = new LetterRow
        {
            Key = identity.Key,
            Id = identity.Id,
            RequestId = StoredText.Id(letter.Id),
            State = LetterState.Open,
            Fingerprint = group.Fingerprint,
            Reason = group.Reason,
            RoutingGroup = group.RoutingGroup,
            Kinds = group.Kinds,
            Provider = group.Provider,
            Model = StoredText.NameOrNull(letter.Attempts.LastOrDefault()?.Model),
            Attempts = letter.Attempts.Length,
            Message = StoredText.Sentence(letter.Message),
            KeptIn = StoredText.NameOrNull(letter.KeptIn),
            Generation = queued.Replay?.Generation ?? 0,
            ReplayOf = queued.Replay?.Letter,
            Deadline = letter.Request?.Deadline?.ToUnixTimeMilliseconds(),
            Holds = HeldContents.Of(letter),
        };
        return new LetterRecord(row, group, StoredText.Clean(queued.Json), SearchText.Of(letter, identity.Id), MetadataOf(letter), queued.Replay);
    }

    // When such a message came is not known before it comes, and differs when it comes again: its bytes are what it is told by.
    private static string ForeignId(CompletionDeadLettered letter)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new { letter.Id, letter.Raw?.Body, letter.Message });
        return LetterIdentity.Encode(SHA256.HashData(content).AsSpan(0, 10));
    }

    private static List<KeyValuePair<string, string>> MetadataOf(CompletionDeadLettered letter) =>
    [
        .. letter.Metadata.Where(entry => entry.Value is not null)
            .Select(entry => KeyValuePair.Create(StoredText.Name(entry.Key), StoredText.Name(entry.Value)))
            .DistinctBy(entry => entry.Key)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(MostMetadata),
    ];
}
