using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Contracts;

/// <summary>How an attempt ended. In JSON: <c>succeeded</c>, <c>failed</c>.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>The provider gave a whole answer.</summary>
    Succeeded,

    /// <summary>It did not; the attempt's failure kind says why.</summary>
    Failed,
}
