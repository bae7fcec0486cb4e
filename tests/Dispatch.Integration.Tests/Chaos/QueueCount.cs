namespace Dispatch.Integration.Tests.Chaos;

/// <summary>
/// The messages in one queue: those that are ready now, and those that were delivered and not acknowledged about five seconds ago.
/// </summary>
internal sealed record QueueCount(string Name, long Ready, long Unacknowledged)
{
    public override string ToString() => $"{Name} {Ready} ready, {Unacknowledged} unacknowledged";
}
