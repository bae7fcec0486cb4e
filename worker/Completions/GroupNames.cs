using Dispatch.Worker.Configuration;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Completions;

/// <summary>The names of routing groups as metrics show them: those that can be routed by, since a request may name anything.</summary>
internal sealed class GroupNames(ISnapshotSource snapshots)
{
    public string Of(string? group) => group is not null && snapshots.Current.Routing.TryFind(group, out _) ? group : Tags.UnknownGroup;
}
