namespace Dispatch.Worker.Configuration;

/// <summary>Hands out the configuration in force.</summary>
internal interface ISnapshotSource
{
    /// <summary>The newest valid one; a reload replaces it whole.</summary>
    Snapshot Current { get; }
}
