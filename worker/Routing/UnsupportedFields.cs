using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.Routing;

/// <summary>What is done with fields of a request that a provider's protocol has no place for.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<UnsupportedFields>))]
internal enum UnsupportedFields
{
    /// <summary>The member does not get the request; the next one does.</summary>
    Refuse,

    /// <summary>They are left out, and the result names them.</summary>
    Drop,
}
