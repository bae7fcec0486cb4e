using System.Text.Json;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Says what a JSON value must be.</summary>
internal static class ExpectedText
{
    public static string Of(Type type) => type switch
    {
        _ when type == typeof(string) => "a string",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(TimeSpan) => "a number of seconds",
        _ when type == typeof(DateTimeOffset) => "a time of ISO 8601, such as \"2026-03-01T12:00:00Z\"",
        _ when type == typeof(Guid) => "a UUID",
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
        { IsGenericType: true } when type.GetGenericArguments() is [var item] => $"a list, each entry {Of(item)}",
        { IsGenericType: true } => "an object of strings",
        _ => "an object",
    };
}
