using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Configuration;

/// <summary>What the role monitor does with dead letters. Taken at the start.</summary>
internal sealed record MonitorOptions
{
    /// <summary>
    /// Where dead letters are kept: the path of a SQLite file, which is made; or PostgreSQL, as <c>Host=…;Database=…</c> or
    /// <c>postgres://user@host/database</c>. Default dispatch-data/dead-letters.db, in the current directory.
    /// </summary>
    public string Store { get; init; } = "dispatch-data/dead-letters.db";

    /// <summary>The password for PostgreSQL, in place of one in <see cref="Store"/>: <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public string? Password { get; init; }

    /// <summary>What is removed from the store by itself.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>Dead letters that are taken from the queue and stored together at most. Default 500; 1 to 5000.</summary>
    [Range(1, 5000)]
    public int Batch { get; init; } = 500;

    /// <summary>How replays of dead letters go.</summary>
    public ReplayOptions Replay { get; init; } = new();
}
