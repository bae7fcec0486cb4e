using System.Collections.Frozen;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>Tells what a provider has too much of.</summary>
internal static class StrainWords
{
    private static readonly FrozenSet<string> OverloadCodes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "overloaded_error", "engine_overloaded_error", "slow_down", "UNAVAILABLE", "ServiceUnavailableException", "ModelNotReadyException");

    /// <summary>
    /// Overload by status (503, and Anthropic's 529) or code; calls at once by the word for it, in a code or the message: "Number of
    /// concurrent connections has exceeded your rate limit", "openrouter_in_flight_budget".
    /// </summary>
    public static ProviderStrain Of(FailureKind kind, int status, ErrorBody error) => kind switch
    {
        FailureKind.Transient when status is 503 or 529 || error.Codes.Any(OverloadCodes.Contains) => ProviderStrain.Load,
        FailureKind.RateLimited when IsOfCallsAtOnce(error.Message) || error.Codes.Any(IsOfCallsAtOnce) => ProviderStrain.CallsAtOnce,
        _ => ProviderStrain.None,
    };

    private static bool IsOfCallsAtOnce(string? text) =>
        text is not null
        && (text.Contains("concurren", StringComparison.OrdinalIgnoreCase) || text.Contains("in_flight", StringComparison.OrdinalIgnoreCase));
}
