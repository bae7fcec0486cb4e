namespace Dispatch.Worker.Dashboard.Api.Queries;

/// <summary>The values of an enum by their names in JSON, without regard to case.</summary>
internal static class QueryNames
{
    public static Dictionary<string, T> Of<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(ApiNames.Of, StringComparer.OrdinalIgnoreCase);
}
