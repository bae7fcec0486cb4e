using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>
/// Reads the body of an error in the shapes of OpenAI, Azure, Anthropic, Gemini (also in an array of one), Bedrock, Mistral, xAI,
/// Ollama, OpenRouter (with the error of the provider behind it) and those that resemble one of them.
/// </summary>
internal static class ErrorBodyReader
{
    /// <summary>Reads a body; <see cref="ErrorBody.Empty"/> where it is a page of HTML, cut, empty or otherwise no JSON.</summary>
    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return Read(JsonElement.Parse(body));
        }
        catch (JsonException)
        {
            return ErrorBody.Empty;
        }
    }

    /// <summary>Reads a body that has been parsed. Never throws.</summary>
    public static ErrorBody Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            root = root[0];

        var error = ErrorIn(root);
        var metadata = error.Find("metadata") ?? default;
        var behind = Behind(metadata);
        return new ErrorBody
        {
            Message = behind.Message ?? MessageIn(root, error),
            Codes = [.. CodesIn(root, error, metadata), .. behind.Codes],
            Status = StatusIn(error) ?? StatusIn(root),
            IsDailyQuota = behind.IsDailyQuota || error.FindItems("details").Any(IsDailyQuota),
            RetryDelay = error.FindItems("details").Select(detail => detail.FindText("retryDelay")).OfType<string>().FirstOrDefault()
                ?? behind.RetryDelay,
            Headers = HeadersIn(metadata),
        };
    }

    private static JsonElement ErrorIn(JsonElement root)
    {
        if (root.Find("error") is { ValueKind: JsonValueKind.Object } error)
            return error;

        return root.FindItems("errors").FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? first : root;
    }

    private static string? MessageIn(JsonElement root, JsonElement error) =>
        error.FindText("message")
        ?? root.FindText("error")
        ?? root.FindText("message")
        ?? root.FindText("Message")
        ?? root.FindText("detail")
        ?? root.Find("detail")?.FindText("message");

    // The reason within is more telling than the code, and the code more than the type.
    private static IEnumerable<string> CodesIn(JsonElement root, JsonElement error, JsonElement metadata)
    {
        string?[] codes =
        [
            .. error.FindItems("details").Select(detail => detail.FindText("reason")),
            error.Find("innererror")?.FindText("code"),
            error.FindText("code"),
            error.FindText("type"),
            error.FindText("status"),
            metadata.Find("flagged_input") is null ? null : "flagged_input",
            metadata.FindText("limit_source"),
            root.FindText("code"),
            root.FindText("type"),
            root.FindText("error_type"),
            root.FindText("__type") is { } type ? AwsCode(type) : null,
        ];
        return codes.OfType<string>();
    }

    /// <summary>The bare name of an AWS error, which may come as <c>namespace#Name</c> and as <c>Name:address</c>.</summary>
    public static string AwsCode(string type) => type[(type.LastIndexOf('#') + 1)..].Split(':')[0];

    private static int? StatusIn(JsonElement error)
    {
        var code = error.Find("code") ?? default;
        var isNumber = code.ValueKind == JsonValueKind.Number
            ? code.TryGetInt32(out var status)
            : int.TryParse(code.AsText(), NumberStyles.None, CultureInfo.InvariantCulture, out status);
        return isNumber && status is >= 400 and <= 599 ? status : null;
    }

    private static bool IsDailyQuota(JsonElement detail) =>
        detail.FindItems("violations").Any(violation =>
            violation.FindText("quotaId")?.Contains("PerDay", StringComparison.OrdinalIgnoreCase) == true);

    // The error of the provider behind a provider, as it came: its JSON as text, or just words.
    private static ErrorBody Behind(JsonElement metadata)
    {
        if (metadata.FindText("raw") is not { } raw)
            return ErrorBody.Empty;

        try
        {
            var inner = JsonElement.Parse(raw);
            var error = ErrorIn(inner.ValueKind == JsonValueKind.Array && inner.GetArrayLength() > 0 ? inner[0] : inner);
            // One level only: what is said behind that is nobody's.
            return error.Find("metadata") is null ? Read(inner) : ErrorBody.Empty;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return ErrorBody.Empty with { Message = raw };
        }
    }

    private static ImmutableDictionary<string, string> HeadersIn(JsonElement metadata)
    {
        if (metadata.Find("headers") is not { ValueKind: JsonValueKind.Object } headers)
            return ErrorBody.NoHeaders;

        try
        {
            return ErrorBody.NoHeaders.SetItems(
                from header in headers.EnumerateObject()
                let value = header.Value.AsText()
                where value is not null
                select KeyValuePair.Create(header.Name, value));
        }
        catch (InvalidOperationException)
        {
            return ErrorBody.NoHeaders;
        }
    }
}
