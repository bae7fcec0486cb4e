using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Integration.Tests.Providers;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Integration.Tests.Security;

/// <summary>Providers that say the credential back, each in its own way.</summary>
internal static class EchoingProviders
{
    /// <summary>By name, what each answers when it was called with this credential.</summary>
    public static IReadOnlyDictionary<string, Func<string, (int Status, string Body)>> All { get; } =
        new Dictionary<string, Func<string, (int, string)>>
        {
            ["plain"] = key => (401, Answers.Error($"Incorrect API key provided: {key}. You can find yours in the console.", code: "invalid_api_key")),
            ["forbidden"] = key => (403, Answers.Error($"{key} may not do this")),
            ["code"] = key => (400, Answers.Error("No such thing.", type: key, code: key)),
            ["percent"] = key => (500, Answers.Error($"GET /login?key={Uri.EscapeDataString(key)} failed")),
            ["html"] = key => (502, Answers.Error($"<b>{WebUtility.HtmlEncode(key)}</b> is unknown")),
            ["base64"] = key => (500, Answers.Error($"Header was {Encoded($"Authorization: Bearer {key}")}")),
            ["escaped"] = key => (500, Answers.Error($$"""upstream said {"authorization":"Bearer {{JsonEncodedText.Encode(key)}}" }""")),
            ["relaxed"] = key => (500, Answers.Error($$"""upstream said {"key":"{{JsonEncodedText.Encode(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}" }""")),
            ["upper"] = key => (500, Answers.Error($"KEY {key.ToUpperInvariant()}")),
            ["cut"] = key => (401, Answers.Error($"Invalid token {key[..20]}...")),
            ["twice"] = key => (500, Answers.Error($"once {Uri.EscapeDataString(Uri.EscapeDataString(key))} and more")),
            ["long"] = key => (500, Answers.Error($"{new string('x', 240)} {key} {new string('y', 60_000)}")),
            ["behind"] = key => (502, $$$"""{"error":{"message":"Provider returned error","code":502,"metadata":{"raw":{{{JsonSerializer.Serialize($"no JSON: {key}")}}} } } }"""),
            ["error-in-success"] = key => (200, Answers.Error($"quota of {key} is used up")),
            ["choice-in-error"] = key => (200, $$"""{"choices":[{"finish_reason":"error","error":{"message":{{JsonSerializer.Serialize(key)}} } }]}"""),
            ["no-json"] = key => (200, key),
            ["empty"] = _ => (500, ""),
        };

    /// <summary>Answers so, and says the credential in headers beside.</summary>
    public static ProviderBehaviour Behaviour(Func<string, (int Status, string Body)> answer) => async (context, call) =>
    {
        var key = CredentialOf(call);
        var (status, body) = answer(key);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var name in (string[])["X-Debug", "x-amzn-errortype", "Retry-After", "x-ratelimit-reset-requests", "x-request-id", "WWW-Authenticate"])
            context.Response.Headers[name] = key;
        await context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>A redirect that carries the credential on.</summary>
    public static ProviderBehaviour Redirect(Uri target) => (context, call) =>
    {
        var key = Uri.EscapeDataString(CredentialOf(call));
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = $"{target}/{key}/?key={key}";
        return Task.CompletedTask;
    };

    public static string CredentialOf(RecordedCall call) =>
        ((string[])["Authorization", "x-api-key", "api-key"]).Select(name => call.Headers[name].ToString()).First(value => value.Length > 0)
            .Replace("Bearer ", "", StringComparison.Ordinal);

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
