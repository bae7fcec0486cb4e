using System.Text.Json;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Names as JSON has them.</summary>
internal static class ApiNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
