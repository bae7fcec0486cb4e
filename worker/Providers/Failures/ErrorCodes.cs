using System.Collections.Frozen;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>What the providers' own error codes mean. Compared without case.</summary>
internal static class ErrorCodes
{
    // They say one thing only, whatever the message says.
    private static readonly FrozenDictionary<string, FailureKind> Telling = Table(
        (FailureKind.QuotaExceeded,
        [
            "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error", "credit_limit",
            "insufficient_credits", "insufficient_balance", "exceeded_current_quota_error", "ServiceQuotaExceededException", "Arrearage",
            "openrouter_credits", "openrouter_free_tier_daily",
        ]),
        (FailureKind.RateLimited, ["openrouter_in_flight_budget", "service_tier_capacity_exceeded", "capacity_exceeded"]),
        (FailureKind.Credential,
        [
            "invalid_api_key", "API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED",
            "ACCESS_TOKEN_EXPIRED", "authentication_error", "invalid_authentication_error", "account_deactivated", "ip_not_authorized",
            "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException", "IncompleteSignature",
            "InvalidClientTokenId", "MissingAuthenticationTokenException", "UNAUTHENTICATED",
        ]),
        (FailureKind.ModelUnavailable,
        [
            "model_not_found", "DeploymentNotFound", "model_decommissioned", "model_deprecated", "ModelDeprecated", "model_not_available",
            "dedicated_endpoint_not_running", "invalid_model", "unknown_model", "unavailable_model", "model_terms_required",
            "model_permission_blocked_org", "model_permission_blocked_project", "OperationNotSupported", "unknown_url",
            "unsupported_country_region_territory", "FTUFormNotFilled",
        ]),
        (FailureKind.ContextLengthExceeded,
        [
            "context_length_exceeded", "exceed_context_size_error",
        ]),
        (FailureKind.ContentFiltered,
        [
            "content_filter", "content_policy_violation", "image_content_policy_violation", "ResponsibleAIPolicyViolation",
            "moderation_blocked", "flagged_input", "data_inspection_failed", "DataInspectionFailed", "PROHIBITED_CONTENT", "SAFETY", "BLOCKLIST", "SPII",
        ]));

    // They name a family, of which the message may single out a member of another kind.
    private static readonly FrozenDictionary<string, FailureKind> Broad = Table(
        (FailureKind.RateLimited,
        [
            "rate_limit_exceeded", "rate_limit_error", "rate_limited", "rate_limit_reached_error", "RateLimitReached", "too_many_requests",
            "throttling_error", "ThrottlingException", "TooManyRequestsException", "RESOURCE_EXHAUSTED",
        ]),
        (FailureKind.Transient,
        [
            "overloaded_error", "server_error", "timeout_error", "UNAVAILABLE", "INTERNAL", "DEADLINE_EXCEEDED", "ABORTED",
            "ServiceUnavailableException", "InternalServerException", "ModelNotReadyException", "ModelTimeoutException",
            "ModelErrorException",
        ]),
        (FailureKind.Credential, ["permission_error", "PERMISSION_DENIED", "PermissionDenied", "AccessDeniedException"]),
        (FailureKind.ModelUnavailable, ["not_found_error", "NOT_FOUND", "NotFoundError", "ResourceNotFoundException"]));

    /// <summary>The meaning of the first code that says one thing only; null where none does.</summary>
    public static FailureKind? KindOf(IEnumerable<string> codes) => First(Telling, codes);

    /// <summary>The meaning of the first code that names a family of failures; null where none does.</summary>
    public static FailureKind? FamilyOf(IEnumerable<string> codes) => First(Broad, codes);

    private static FailureKind? First(FrozenDictionary<string, FailureKind> table, IEnumerable<string> codes)
    {
        foreach (var code in codes)
        {
            if (table.TryGetValue(code, out var kind))
                return kind;
        }

        return null;
    }

    private static FrozenDictionary<string, FailureKind> Table(params (FailureKind Kind, string[] Codes)[] rows) =>
        rows
            .SelectMany(row => row.Codes, (row, code) => KeyValuePair.Create(code, row.Kind))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
