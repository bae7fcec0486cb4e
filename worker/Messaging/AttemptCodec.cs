using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging;

/// <summary>An attempt as a part of the history's text.</summary>
internal static class AttemptCodec
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        // A header must fit one frame, and escapes make it up to six times as long.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // The contract's own converters, of which these go first, refuse a name that they do not know.
        Converters = { new TolerantNameConverter<FailureKind>(FailureKind.Unknown), new TolerantNameConverter<AttemptOutcome>(AttemptOutcome.Failed) },
    };

    private static readonly ImmutableArray<string> KnownMembers =
        [.. Options.GetTypeInfo(typeof(Attempt)).Properties.Select(property => property.Name)];

    public static string Write(Attempt attempt) => JsonSerializer.Serialize(attempt, Options);

    /// <summary>
    /// Reads an attempt. A failure kind that this version does not know is <see cref="FailureKind.Unknown"/>; an outcome that it does not
    /// know is a failure: the request would not come back if it had been answered.
    /// </summary>
    /// <exception cref="JsonException">It is no attempt.</exception>
    public static Attempt Read(JsonElement element)
    {
        if (element.Deserialize<Attempt>(Options) is not { Provider: not null } attempt)
            throw new JsonException("An attempt is an object that names its provider.");
        if (attempt.FailureKind is null && !IsKnownName<AttemptOutcome>(element, "outcome"))
            attempt = attempt with { FailureKind = FailureKind.Unknown };
        return attempt.Message?.Length > Attempt.MaxMessageLength ? attempt with { Message = attempt.Message[..Attempt.MaxMessageLength] } : attempt;
    }

    /// <summary>Whether a newer version has put something into it that <see cref="Read"/> leaves out.</summary>
    public static bool HasUnknownParts(JsonElement element) =>
        element.EnumerateObject().Any(member => !KnownMembers.Any(member.NameEquals))
        || !IsKnownName<AttemptOutcome>(element, "outcome")
        || !IsKnownName<FailureKind>(element, "failureKind");

    private static bool IsKnownName<TEnum>(JsonElement element, string member)
        where TEnum : struct, Enum =>
        !element.TryGetProperty(member, out var name) || name.ValueKind == JsonValueKind.Null || TolerantNameConverter<TEnum>.IsKnown(name.GetString()!);
}
