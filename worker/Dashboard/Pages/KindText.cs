using System.Text.Json;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>Kinds, reasons and states by the names that messages, the API and the README use.</summary>
internal static class KindText
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
