using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.DeadLetters;

/// <summary>What has become of a dead letter. In JSON the camelCase name; in the store the number.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LetterState>))]
internal enum LetterState
{
    /// <summary>Nobody has done anything about it.</summary>
    Open,

    /// <summary>Its request was sent again, and there is no outcome yet.</summary>
    Replaying,

    /// <summary>Its request was sent again, and was answered.</summary>
    Resolved,

    /// <summary>Somebody has put it aside.</summary>
    Archived,

    /// <summary>Its request was sent again, and is a newer dead letter now.</summary>
    Superseded,
}
