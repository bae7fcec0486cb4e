using System.Globalization;
using System.Text;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>The requests of a chaos run, and the outcome that each must have.</summary>
internal static class ChaosRequests
{
    public const string Group = "chat";

    public static string Id(int number) => number.ToString("'r-'000000", CultureInfo.InvariantCulture);

    /// <summary>The message's body, as a publisher in any language would write it.</summary>
    public static byte[] Body(int number) => Encoding.UTF8.GetBytes(
        $$$"""
        {"id":"{{{Id(number)}}}","routingGroup":"{{{(Kind(number) == Unroutable ? "nowhere" : Group)}}}",
         "body":{"model":"m-1","messages":[{"role":"user","content":"Hello"}],"user":"{{{Id(number)}}}"}}
        """);

    /// <summary>The outcome that it must have: null for a result, else the dead letter's reason.</summary>
    public static string? ExpectedReason(string id) => Kind(int.Parse(id.AsSpan(2), CultureInfo.InvariantCulture));

    /// <summary>Whether providers refuse it as invalid.</summary>
    public static bool IsRefused(string id) => ExpectedReason(id) == Rejected;

    // A few that must end in a dead letter, so that those are counted too.
    private static string? Kind(int number) => (number % 100) switch { 13 => Rejected, 57 => Unroutable, _ => null };

    private const string Rejected = "rejected";

    private const string Unroutable = "unroutable";
}
