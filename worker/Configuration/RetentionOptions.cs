using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Configuration;

/// <summary>How many dead letters the store keeps. The oldest go first; those that are being replayed stay.</summary>
internal sealed record RetentionOptions
{
    /// <summary>How long a letter is kept after the worker gave up, whatever its state. Default 90d; 1h to 3650d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the audit trail tells of a change. Default 365d; 1h to 3650d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxAuditAge { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How many letters are kept. Default 1000000; 1 or more.</summary>
    [Range(1, int.MaxValue)]
    public int MaxLetters { get; init; } = 1_000_000;
}
