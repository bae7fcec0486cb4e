using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;
using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Json;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Writes and reads what the API exchanges: whoever speaks to it uses <see cref="Exchange"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EnqueueReport))]
[JsonSerializable(typeof(IReadOnlyList<RefusedLine>))]
[JsonSerializable(typeof(ProviderList))]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(LetterPage))]
[JsonSerializable(typeof(LetterDetail))]
[JsonSerializable(typeof(LetterGroup))]
[JsonSerializable(typeof(GroupPage))]
[JsonSerializable(typeof(LetterCounts))]
[JsonSerializable(typeof(LetterSelection))]
[JsonSerializable(typeof(LettersChanged))]
[JsonSerializable(typeof(NoteText))]
[JsonSerializable(typeof(StoredLetter))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayPreview))]
[JsonSerializable(typeof(ReplayJob))]
[JsonSerializable(typeof(ReplayJobPage))]
[JsonSerializable(typeof(ReplayItemPage))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>camelCase, instants as ISO 8601, durations as seconds.</summary>
    public static JsonSerializerOptions Exchange => Made.Exchange;

    /// <summary>Likewise, for what others send: nothing is null that must not be, and nothing is given twice.</summary>
    public static JsonSerializerOptions Bodies => Made.Bodies;

    /// <summary>Makes other options write and read alike.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        // A number is a number, here and in the OpenAPI document.
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new PairsConverter<string>());
        options.Converters.Add(new PairsConverter<int>());
        options.Converters.Add(new CursorConverter());
        options.Converters.Add(new SecondsConverter());
    }

    private static JsonSerializerOptions Create(bool isStrict)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = isStrict,
            AllowDuplicateProperties = !isStrict,
            PropertyNameCaseInsensitive = !isStrict,
        };
        Apply(options);
        options.MakeReadOnly();
        return options;
    }

    // Made when they are asked for: what the generator adds to this class must be there before.
    private static class Made
    {
        public static JsonSerializerOptions Exchange { get; } = Create(isStrict: false);

        public static JsonSerializerOptions Bodies { get; } = Create(isStrict: true);
    }
}
