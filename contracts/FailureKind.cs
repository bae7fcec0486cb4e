using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Contracts;

/// <summary>What an attempt's failure means. In JSON the camelCase name.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>Anything that fits no other kind.</summary>
    Unknown,

    /// <summary>
    /// The provider or the way to it is broken for the moment: 5xx (overload, 520 to 530 too), 408, 409, 421, 423 to 425, 498, 499, DNS,
    /// TLS, connection refused or reset.
    /// </summary>
    Transient,

    /// <summary>No whole answer within the attempt's time.</summary>
    Timeout,

    /// <summary>Too many requests for now: 429, or the provider says so in other words. Costs the request no attempt.</summary>
    RateLimited,

    /// <summary>
    /// The account's credit or quota (also that of the day) is used up: 402, or the provider's code or words in another status, such as
    /// <c>insufficient_quota</c> in a 429.
    /// </summary>
    QuotaExceeded,

    /// <summary>The provider refuses the credential: 401, 403, 407, or a code that says so in another status, as in Gemini's 400.</summary>
    Credential,

    /// <summary>
    /// The provider does not have the model or endpoint, does not let this account use it, or does not serve the region: 404, 405, 410,
    /// 451, or the provider's code or words in a 400 or 403. Also where the model is there but can't serve this request, and another may: a
    /// field or an image that it does not take, a longer answer than it gives, a body larger than it lets in (413).
    /// </summary>
    ModelUnavailable,

    /// <summary>A success status without a usable answer: no JSON, cut off, too large, another shape, an error, or nothing said.</summary>
    InvalidResponse,

    /// <summary>
    /// The request is longer than the model's context window, and may fit another's.
    /// </summary>
    ContextLengthExceeded,

    /// <summary>The provider's content policy refused the request, or withheld the whole answer.</summary>
    ContentFiltered,

    /// <summary>
    /// The request's own fault; it would fail everywhere: 400, 415, 422, where the provider says nothing else.
    /// </summary>
    InvalidRequest,
}
