using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Worker.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Reads JSON that says what to do, strictly: what is misspelt and passed over would do more than was meant.</summary>
internal static class BodyReader
{
    private const string Title = "The body is wrong.";

    /// <summary>Reads the body of a request; else tells what is wrong with it, and what would be right.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The longest body.</param>
    /// <param name="isOptional">Whether there may be none: then it is read as an empty object.</param>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpContext context, int maxBytes, bool isOptional = false)
        where T : class
    {
        if (RequestContent.Encoding(context.Request) is { } encoded)
            return (null, encoded);
        if (await RequestContent.ReadAsync(context, maxBytes) is not { } body)
            return (null, Problems.TooLarge("The body", maxBytes, "Send less at once."));
        if (body.IsEmpty && isOptional)
            return (JsonSerializer.Deserialize<T>("{}", ApiJson.Bodies), null);
        if (RequestContent.KindOf(context.Request) != ContentKind.Json)
            return (null, Problems.WrongContentType(context.Request.ContentType, "application/json"));

        return TryParse<T>(body.Span, out var value, out var detail) ? (value, null) : (null, Problems.Invalid("bad-body", Title, detail));
    }

    private static bool TryParse<T>(ReadOnlySpan<byte> body, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? detail)
        where T : class
    {
        value = null;
        try
        {
            var root = JsonElement.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            detail = UnknownIn(root, typeof(T), "");
            if (detail is null)
                value = root.Deserialize<T>(ApiJson.Bodies);
            detail ??= value is null ? "It is null; it must be a JSON object." : null;
        }
        catch (JsonException exception)
        {
            detail = Describe(exception, typeof(T));
        }
        catch (InvalidOperationException)
        {
            detail = "It holds an escaped half of a character (a lone surrogate such as \\ud800), which is no text.";
        }

        return value is not null;
    }

    /// <summary>The first member that nothing is known of, at any depth.</summary>
    private static string? UnknownIn(JsonElement value, Type type, string path)
    {
        if (value.ValueKind != JsonValueKind.Object || Known(type) is not { } known)
            return null;

        foreach (var member in value.EnumerateObject())
        {
            if (known.FirstOrDefault(each => each.Name == member.Name) is not { } property)
            {
                var names = known.Select(each => each.Name).ToList();
                return $"'{path}{member.Name}' is not known here.{Spelling.Suggest(member.Name, names)} Known are {string.Join(", ", names)}.";
            }

            if (UnknownIn(member.Value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, $"{path}{member.Name}.") is { } unknown)
                return unknown;
        }

        return null;
    }

    private static IList<JsonPropertyInfo>? Known(Type type) =>
        type != typeof(JsonElement) && ApiJson.Bodies.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info ? info.Properties : null;

    private static string Describe(JsonException exception, Type type)
    {
        var path = exception.Path is { Length: > 2 } text && text.StartsWith("$.", StringComparison.Ordinal) ? text[2..] : null;
        if (path is null && exception.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return "It must be a JSON object.";
        if (path is not null && Expected(type, path.Split('[')[0].Split('.')) is { } expected)
            return $"'{path}' can't be read: it must be {expected}.";

        var end = exception.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return $"It is no JSON that can be read here: {(end < 0 ? exception.Message : exception.Message[..end])}";
    }

    private static string? Expected(Type type, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (Known(type)?.FirstOrDefault(each => each.Name == name) is not { } property)
                return null;
            type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        }

        return ExpectedText.Of(type);
    }
}
