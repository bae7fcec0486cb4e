using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Why a dead letter that was selected is not replayed. In JSON the camelCase name.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SkipReason>))]
internal enum SkipReason
{
    /// <summary>It is no longer in the store.</summary>
    Gone,

    /// <summary>It is being replayed already.</summary>
    Replaying,

    /// <summary>Its request has its result.</summary>
    Resolved,

    /// <summary>A later dead letter of the same request stands in its place.</summary>
    Superseded,

    /// <summary>It is archived; restore it first.</summary>
    Archived,

    /// <summary>Its request has been replayed as often as a request may be.</summary>
    TooOften,

    /// <summary>Its message is in the queue of the oversized, and not in the store.</summary>
    KeptElsewhere,

    /// <summary>With the changes its request cannot be sent.</summary>
    Unsendable,
}
