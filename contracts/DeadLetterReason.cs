using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Contracts;

/// <summary>Why a request has no answer. In JSON the camelCase name.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DeadLetterReason>))]
public enum DeadLetterReason
{
    /// <summary>An unexpected error in the worker itself.</summary>
    Faulted,

    /// <summary>Every member of the routing group failed, as often as the limits allow.</summary>
    ChainExhausted,

    /// <summary>The request is at fault and would fail at every provider.</summary>
    Rejected,

    /// <summary>The deadline passed, or no further attempt could end before it.</summary>
    DeadlineExceeded,

    /// <summary>No routing group or provider has the name that the request asks for.</summary>
    Unroutable,

    /// <summary>The message could not be read as a completion request.</summary>
    Malformed,
}
