namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Where a replay stands in its ramp.</summary>
/// <param name="Step">The step, from 0; from <see cref="ReplayRamp.Steps"/> on only the rate bounds it.</param>
/// <param name="Sent">Requests that were sent in this step.</param>
/// <param name="Waiting">Of these, those whose outcome is not known yet.</param>
/// <param name="Pending">Requests that are left.</param>
/// <param name="LastSentAt">When the last one was sent; null: none yet.</param>
internal readonly record struct RampState(int Step, int Sent, int Waiting, int Pending, DateTimeOffset? LastSentAt);
