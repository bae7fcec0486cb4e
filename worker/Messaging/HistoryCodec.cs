using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// A request's history as the text of a message header. What a newer version has put into it is written again as it was read; what is
/// broken is refused.
/// </summary>
internal static class HistoryCodec
{
    /// <summary>
    /// The longest text that is written, in bytes. A header cannot be split over frames, which have 128 KiB with RabbitMQ's default, and a
    /// larger one ends the connection; the sender's own headers take the rest.
    /// </summary>
    public const int MaxLength = 120 * 1024;

    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly ImmutableArray<string> KnownMembers =
        ["attempts", .. Options.GetTypeInfo(typeof(Frame)).Properties.Select(property => property.Name)];

    /// <summary>
    /// Writes it. Of one that would be too long, that is left out which is needed least: first what this version does not know, then what
    /// providers said to attempts before the last, then the oldest attempts.
    /// </summary>
    public static string Write(History history)
    {
        var unknown = history.Unknown;
        var text = Compose(history, unknown.Members, history.Attempts.Select(attempt => unknown.Attempts.GetValueOrDefault(attempt) ?? AttemptCodec.Write(attempt)));
        if (Fits(text))
            return text;

        text = Compose(history, [], history.Attempts.Select(AttemptCodec.Write));
        if (Fits(text))
            return text;

        var last = history.Attempts[^1];
        var attempts = history.Attempts.Select(attempt => AttemptCodec.Write(ReferenceEquals(attempt, last) ? attempt : attempt with { Message = null })).ToList();
        for (text = Compose(history, [], attempts); !Fits(text); text = Compose(history, [], attempts))
            attempts.RemoveRange(0, (attempts.Count + 9) / 10);
        return text;
    }

    /// <exception cref="JsonException">The text is no history.</exception>
    public static History Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.Deserialize<Frame>(Options) is not { Round: >= 1 } frame
            || !root.TryGetProperty("attempts", out var attempts) || attempts.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("A history has a round of 1 or more and a list of attempts.");
        }

        var read = ImmutableArray.CreateBuilder<Attempt>(attempts.GetArrayLength());
        var unknown = UnknownParts.NoAttempts.ToBuilder();
        foreach (var element in attempts.EnumerateArray())
        {
            read.Add(AttemptCodec.Read(element));
            if (AttemptCodec.HasUnknownParts(element))
                unknown.Add(read[^1], element.GetRawText());
        }

        return new History(frame.CreatedAt, frame.Round, read.ToImmutable())
        {
            ExpiresAt = frame.ExpiresAt,
            Deferrals = Math.Max(0, frame.Deferrals),
            // As text: a value may be one that can be read but not be written anew, such as half of a character.
            Unknown = new UnknownParts(
                [.. root.EnumerateObject().Where(member => !KnownMembers.Any(member.NameEquals)).Select(member => member.ToString())], unknown.ToImmutable()),
        };
    }

    private static bool Fits(string text) => Encoding.UTF8.GetByteCount(text) <= MaxLength;

    private static string Compose(History history, ImmutableArray<string> members, IEnumerable<string> attempts)
    {
        var frame = new Frame { CreatedAt = history.CreatedAt, ExpiresAt = history.ExpiresAt, Round = history.Round, Deferrals = history.Deferrals };
        var text = new StringBuilder(JsonSerializer.Serialize(frame, Options));
        text.Length--;
        text.Append(",\"attempts\":[").AppendJoin(',', attempts).Append(']');
        foreach (var member in members)
            text.Append(',').Append(member);
        return text.Append('}').ToString();
    }

    /// <summary>A history but for its attempts.</summary>
    private sealed record Frame
    {
        [JsonPropertyName("createdAt")]
        public required DateTimeOffset CreatedAt { get; init; }

        [JsonPropertyName("expiresAt")]
        public DateTimeOffset? ExpiresAt { get; init; }

        [JsonPropertyName("round")]
        public required int Round { get; init; }

        [JsonPropertyName("deferrals")]
        public int Deferrals { get; init; }
    }
}
