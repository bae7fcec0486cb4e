using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>How a replay is. In JSON the camelCase name; in the store the number.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ReplayState>))]
internal enum ReplayState
{
    /// <summary>It sends, or waits for outcomes.</summary>
    Running,

    /// <summary>Somebody has paused it; outcomes are still noted.</summary>
    Paused,

    /// <summary>It has stopped by itself, and says why. It can be resumed, from the first step.</summary>
    Stopped,

    /// <summary>Everything was sent, and every outcome is known.</summary>
    Done,

    /// <summary>Somebody has ended it; what was not sent stays as it was, and outcomes are still noted.</summary>
    Cancelled,
}
