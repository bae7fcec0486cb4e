namespace Dispatch.Integration.Tests.Hostile;

/// <summary>One way of being hostile: what it does to a good message, and what is to become of that.</summary>
/// <param name="Family">What it belongs to in the table.</param>
/// <param name="Kind">The case itself, in words.</param>
/// <param name="Expected">What is to become of it.</param>
/// <param name="Apply">Does it.</param>
internal sealed record HostileCase(string Family, string Kind, Expected Expected, Action<Draft> Apply)
{
    /// <summary>One whose body is this text.</summary>
    public static HostileCase OfJson(string family, string kind, Expected expected, string json) =>
        new(family, kind, expected, draft => draft.Json = json);
}
