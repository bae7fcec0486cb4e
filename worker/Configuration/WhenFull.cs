using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.Configuration;

/// <summary>What happens to an outcome that finds its queue full.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<WhenFull>))]
internal enum WhenFull
{
    /// <summary>The worker holds it, and takes no further requests than it has in work, until there is room.</summary>
    Hold,

    /// <summary>The oldest one in the queue is dropped.</summary>
    DropOldest,
}
