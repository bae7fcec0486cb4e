using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Configuration;

/// <summary>How much of what nobody has taken yet a queue keeps. The queue's arguments say so: they are fixed when it is declared.</summary>
internal sealed record KeptOptions
{
    /// <summary>Messages; 1 or more. Default: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxMessages { get; init; }

    /// <summary>How long a message is kept; more than 0, at most 365d. Default: no limit.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", MinimumIsExclusive = true)]
    public TimeSpan? MaxAge { get; init; }

    /// <summary>What happens when <see cref="MaxMessages"/> are there. Default hold.</summary>
    public WhenFull WhenFull { get; init; }
}
