using Dispatch.Contracts;

namespace Dispatch.Worker.Recovery;

/// <summary>Whose failure it is, and so who may be asked next.</summary>
internal enum FailureCategory
{
    /// <summary>It may be gone in a while: the next member now, this one again in a later round.</summary>
    Passing,

    /// <summary>The member did not want to be asked at this moment: the next member now, this one again when it is ready, in the same round.</summary>
    Postponed,

    /// <summary>It stays for this request: the next member, and never this one again.</summary>
    OfProvider,

    /// <summary>It would be the same everywhere: no further attempt.</summary>
    OfRequest,
}

/// <summary>What each failure kind means for the request.</summary>
internal static class FailureKinds
{
    /// <summary>The category where a routing group says nothing else.</summary>
    public static FailureCategory Category(this FailureKind kind) => kind switch
    {
        FailureKind.InvalidRequest => FailureCategory.OfRequest,
        FailureKind.RateLimited => FailureCategory.Postponed,
        FailureKind.Credential or FailureKind.ModelUnavailable or FailureKind.QuotaExceeded or FailureKind.ContextLengthExceeded
            or FailureKind.ContentFiltered => FailureCategory.OfProvider,
        _ => FailureCategory.Passing,
    };

    /// <summary>
    /// Whether a failed attempt counts towards the limit on attempts. Not where the provider turned the caller away for reasons that have
    /// nothing to do with the request: these cost nothing.
    /// </summary>
    public static bool CountsAsAttempt(this FailureKind kind) =>
        kind is not (FailureKind.RateLimited or FailureKind.QuotaExceeded or FailureKind.Credential or FailureKind.ModelUnavailable);
}
