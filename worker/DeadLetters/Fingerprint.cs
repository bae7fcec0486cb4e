using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters;

/// <summary>
/// What letters of one cause have in common: routing group, reason, the failure kinds of the last round, the last provider, and what it
/// said, without what differs from one letter to the next.
/// </summary>
/// <param name="Value">A hash of it all: 16 hexadecimal digits.</param>
/// <param name="Kinds">The failure kinds of the last round, each once, in the order of their names.</param>
/// <param name="Provider">The provider of the last attempt; null: none was called.</param>
/// <param name="Pattern">What was said, by the provider, or by the worker where none was called.</param>
internal sealed record Fingerprint(string Value, ImmutableArray<FailureKind> Kinds, string? Provider, string Pattern)
{
    public static Fingerprint Of(CompletionDeadLettered letter)
    {
        var last = letter.Attempts.IsDefaultOrEmpty ? null : letter.Attempts[^1];
        ImmutableArray<FailureKind> kinds = last is null ? [] :
        [
            .. letter.Attempts.Where(attempt => attempt.Round == last.Round).Select(attempt => attempt.FailureKind).OfType<FailureKind>()
                .Distinct().OrderBy(NameOf, StringComparer.Ordinal),
        ];
        var pattern = MessagePattern.Of(last?.Message ?? letter.Message);
        var text = string.Join('\u001f', letter.RoutingGroup, letter.Reason, string.Join(',', kinds.Select(NameOf)), last?.Provider, pattern);
        return new Fingerprint(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16], kinds, last?.Provider, pattern);
    }

    private static string NameOf(FailureKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
