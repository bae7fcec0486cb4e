using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>A dead letter as JSON text. Names of a newer version's that this one does not know are read as the nearest that it does.</summary>
internal static class LetterCodec
{
    /// <summary>How deep the text of a letter is nested at most.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A request's body may be 61 levels deep, and has the letter around it.
        MaxDepth = MaxDepth,
        Converters =
        {
            new TolerantNameConverter<FailureKind>(FailureKind.Unknown),
            new TolerantNameConverter<AttemptOutcome>(AttemptOutcome.Failed),
            new TolerantNameConverter<DeadLetterReason>(DeadLetterReason.Faulted),
        },
    };

    public static string Write(CompletionDeadLettered letter) => JsonSerializer.Serialize(letter, Options);

    /// <exception cref="JsonException">It is no dead letter.</exception>
    public static CompletionDeadLettered Read(string json) => Check(JsonSerializer.Deserialize<CompletionDeadLettered>(json, Options));

    /// <exception cref="JsonException">It is no dead letter.</exception>
    public static CompletionDeadLettered Read(JsonElement json) => Check(json.Deserialize<CompletionDeadLettered>(Options));

    private static CompletionDeadLettered Check(CompletionDeadLettered? letter)
    {
        if (letter is not { Id.Length: > 0, Message: not null })
            throw new JsonException("A dead letter is an object that has an id and a message.");

        if (!letter.Attempts.IsDefault && letter.Attempts.Any(attempt => attempt is null))
            throw new JsonException("An attempt of a dead letter is null.");

        // Left out and null are read as what is there by default.
        return letter with
        {
            Attempts = letter.Attempts.IsDefault ? [] : letter.Attempts,
            Metadata = letter.Metadata ?? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty,
        };
    }
}
