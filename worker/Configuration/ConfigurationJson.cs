using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// How the file is read. Settings are matched without regard to case; keys of providers and names of groups are kept as written.
/// </summary>
internal static class ConfigurationJson
{
    // Not IConfiguration and its binder: they split keys at ':' (and `llama3:8b` is a common name for a group), fold the case of
    // names that are told apart by it, and stop at the first error.
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonDocumentOptions DocumentOptions { get; } = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static JsonTypeInfo Root { get; } = Options.GetTypeInfo(typeof(DispatchOptions));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new DurationConverter() },
        };
        options.MakeReadOnly();
        return options;
    }
}
