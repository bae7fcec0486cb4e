using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Contracts;

/// <summary>What an attempt's failure means. In JSON the camelCase name.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>Anything that fits no other kind.</summary>
    Unknown,

    /// <summary>The provider or the way to it is broken for the moment: 5xx, 408, 409, 425, connection refused or reset, TLS.</summary>
    Transient,

    /// <summary>No whole answer within the attempt's time.</summary>
    Timeout,

    /// <summary>Too many requests for now: 429, or the provider says so in other words. Costs the request no attempt.</summary>
    RateLimited,

    /// <summary>The account's credit or quota is used up: 402.</summary>
    QuotaExceeded,

    /// <summary>The provider refuses the credential: 401, 403.</summary>
    Credential,

    /// <summary>The provider does not have the model or endpoint: 404.</summary>
    ModelUnavailable,

    /// <summary>A success status without a usable answer: no JSON, cut off, too large.</summary>
    InvalidResponse,

    /// <summary>The request is longer than the model's context window.</summary>
    ContextLengthExceeded,

    /// <summary>The provider's content policy refused the request.</summary>
    ContentFiltered,

    /// <summary>The request's own fault; it would fail everywhere: 400, 413, 415, 422.</summary>
    InvalidRequest,
}
