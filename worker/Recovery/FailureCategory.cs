using Dispatch.Contracts;

namespace Dispatch.Worker.Recovery;

/// <summary>Whose failure it is, and so who may be asked next.</summary>
internal enum FailureCategory
{
    /// <summary>It may be gone in a while: the next member now, this one again in a later round.</summary>
    Passing,

    /// <summary>It stays for this request: the next member, and never this one again.</summary>
    OfProvider,

    /// <summary>It would be the same everywhere: no further attempt.</summary>
    OfRequest,
}

/// <summary>The category of each failure kind.</summary>
internal static class FailureCategories
{
    public static FailureCategory Category(this FailureKind kind) => kind switch
    {
        FailureKind.InvalidRequest => FailureCategory.OfRequest,
        FailureKind.Credential or FailureKind.ModelUnavailable or FailureKind.QuotaExceeded or FailureKind.ContextLengthExceeded
            or FailureKind.ContentFiltered => FailureCategory.OfProvider,
        _ => FailureCategory.Passing,
    };
}
