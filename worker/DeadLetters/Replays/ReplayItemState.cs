using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What has become of one dead letter of a replay. In JSON the camelCase name; in the store the number.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ReplayItemState>))]
internal enum ReplayItemState
{
    /// <summary>Its turn has not come.</summary>
    Pending,

    /// <summary>It is being sent at this moment.</summary>
    Sending,

    /// <summary>It was sent, the broker has confirmed, and there is no outcome yet.</summary>
    Sent,

    /// <summary>
    /// It may have been sent: the process or the connection ended between the two. It is not sent again by itself; its outcome tells, or
    /// somebody who decides.
    /// </summary>
    Unknown,

    /// <summary>Its result has come.</summary>
    Resolved,

    /// <summary>It is a dead letter again, with the same fingerprint.</summary>
    ReturnedSame,

    /// <summary>It is a dead letter again, with another fingerprint.</summary>
    ReturnedOther,

    /// <summary>It was not sent, for the reason given.</summary>
    Skipped,

    /// <summary>It was not sent, because somebody ended the replay.</summary>
    Cancelled,

    /// <summary>No outcome came in all the time that it had. The dead letter is open again.</summary>
    Lost,
}
