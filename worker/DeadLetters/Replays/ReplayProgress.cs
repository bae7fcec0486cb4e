using System.Text.Json.Serialization;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>How far a replay is. The counts of letters add up to <see cref="Total"/>.</summary>
internal sealed record ReplayProgress
{
    /// <summary>The letters that were selected when it was created.</summary>
    public required int Total { get; init; }

    /// <summary>Not sent yet.</summary>
    public int Pending { get; init; }

    /// <summary>Sent, or being sent, without an outcome yet.</summary>
    public int Waiting { get; init; }

    /// <summary>They may have been sent, see <see cref="ReplayItemState.Unknown"/>.</summary>
    public int Unknown { get; init; }

    /// <summary>They have their result.</summary>
    public int Resolved { get; init; }

    /// <summary>Dead letters again, with the same fingerprint.</summary>
    public int ReturnedSame { get; init; }

    /// <summary>Dead letters again, with another fingerprint.</summary>
    public int ReturnedOther { get; init; }

    /// <summary>Not sent, each for its reason.</summary>
    public int Skipped { get; init; }

    /// <summary>Not sent, since the replay was cancelled.</summary>
    public int Cancelled { get; init; }

    /// <summary>Without an outcome in all their time.</summary>
    public int Lost { get; init; }

    /// <summary>The step of the ramp, from 0; from the number of steps on only the rate bounds it.</summary>
    public int Step { get; init; }

    /// <summary>Those that were sent, whatever became of them.</summary>
    [JsonIgnore]
    public int Sent => Waiting + Resolved + ReturnedSame + ReturnedOther + Lost;
}
