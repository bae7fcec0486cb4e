namespace Dispatch.Worker.Completions;

/// <summary>Why a request goes back to the broker.</summary>
internal enum RedeliveryReason
{
    /// <summary>An attempt failed, and another member of the group is asked in the same round.</summary>
    Fallback,

    /// <summary>An attempt failed, and a new round begins.</summary>
    Retry,

    /// <summary>No attempt was made, because no member could be called.</summary>
    Deferral,

    /// <summary>It came back before it was due.</summary>
    Early,

    /// <summary>The worker stops.</summary>
    Handback,
}
