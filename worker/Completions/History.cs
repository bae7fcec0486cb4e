using System.Collections.Immutable;
using Dispatch.Contracts;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Completions;

/// <summary>What has happened to a request so far. It travels with the message from delivery to delivery.</summary>
/// <param name="CreatedAt">When the request was sent, where the message says so, else when a worker first saw it.</param>
/// <param name="Round">The round that the request is in, from 1.</param>
/// <param name="Attempts">The attempts made, in order.</param>
internal sealed record History(DateTimeOffset CreatedAt, int Round, ImmutableArray<Attempt> Attempts)
{
    /// <summary>
    /// Attempts kept, at most, but for one of each member: the history travels in a header, which must fit a frame of 128 KiB. Beyond
    /// that the oldest of those that cost nothing go, since nothing is decided by them any more.
    /// </summary>
    public const int MaxKept = 50;

    /// <summary>When the message itself expires, as its sender said; null: never. The deadline is no later.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How often the request went back without an attempt, because no member could be called.</summary>
    public int Deferrals { get; init; }

    /// <summary>What a newer version wrote into it.</summary>
    public UnknownParts Unknown { get; init; } = UnknownParts.None;

    /// <summary>The attempts that count towards the limit.</summary>
    public int CountedAttempts => Attempts.Count(attempt => attempt.FailureKind?.CountsAsAttempt() ?? true);

    /// <summary>The number of the next attempt.</summary>
    public int NextNumber => Attempts is [.., var last] ? last.Number + 1 : 1;

    /// <summary>The history of a request that is seen for the first time.</summary>
    public static History Start(DateTimeOffset createdAt) => new(createdAt, 1, []);

    public History With(Attempt attempt)
    {
        var attempts = Attempts.Add(attempt);
        return this with { Attempts = attempts.Length > MaxKept && OldestToDrop(attempts) is { } index ? attempts.RemoveAt(index) : attempts };
    }

    // Of the member that turned the caller away most often the oldest goes: its last ones say how long it is to be left alone.
    private static int? OldestToDrop(ImmutableArray<Attempt> attempts)
    {
        var (oldest, most) = ((int?)null, 0);
        for (var i = 0; i < attempts.Length; i++)
        {
            var attempt = attempts[i];
            if (attempt.FailureKind?.CountsAsAttempt() != false)
                continue;

            var later = attempts.Skip(i + 1).Count(each => each.Provider == attempt.Provider && each.Model == attempt.Model);
            if (later > most)
                (oldest, most) = (i, later);
        }

        return oldest;
    }
}
