using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dispatch.Worker.DeadLetters.Json;

/// <summary>JSON for people: a member on each line, characters as they are. Whoever shows it encodes it.</summary>
internal static class IndentedJson
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As it came where it is JSON but no text: an escaped lone surrogate.</summary>
    public static string Of(JsonElement json)
    {
        try
        {
            return JsonSerializer.Serialize(json, Options);
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException { InnerException: InvalidOperationException })
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(json));
        }
    }
}
