using System.Text.Json;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>Kinds, reasons and states by the names that messages, the API and the README use.</summary>
internal static class KindText
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The value of this name; null: there is none.</summary>
    public static T? Parse<T>(string? name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value).Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}
