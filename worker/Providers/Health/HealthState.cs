using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.Providers.Health;

/// <summary>How a model of a provider is, as one worker sees it. In JSON the camelCase name.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HealthState>))]
internal enum HealthState
{
    /// <summary>It can be called.</summary>
    Available,

    /// <summary>Its limits, configured or found out, have no room for a call at this moment.</summary>
    Saturated,

    /// <summary>It was left alone and is called again, by few requests at first.</summary>
    Recovering,

    /// <summary>It is left alone, because the provider said so: rate, quota, credential, model.</summary>
    Cooldown,

    /// <summary>It failed too often in a row; when the time is over, one call probes whether it is back.</summary>
    Open,
}
