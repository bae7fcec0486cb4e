using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Completions;

/// <summary>A configuration that never changes.</summary>
internal sealed record FixedSnapshot(Snapshot Current) : ISnapshotSource;
