using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.DeadLetters.Json;

/// <summary>
/// Dead letters, their groups and replays as JSON for programs: camelCase, a cursor as the text for URLs, metadata as an object, lengths of
/// time in seconds.
/// </summary>
internal static class LetterJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters =
        {
            new CursorConverter(),
            new PairsConverter<string>(),
            new PairsConverter<int>(),
            new SecondsConverter(),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };
}
