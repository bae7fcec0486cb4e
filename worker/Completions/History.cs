using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.Completions;

/// <summary>What has happened to a request so far. It travels with the message from delivery to delivery.</summary>
/// <param name="CreatedAt">When the request was sent, where the message says so, else when a worker first saw it.</param>
/// <param name="Round">The round that the request is in, from 1.</param>
/// <param name="Attempts">The attempts made, in order.</param>
internal sealed record History(DateTimeOffset CreatedAt, int Round, ImmutableArray<Attempt> Attempts)
{
    /// <summary>When the message itself expires, as its sender said; null: never. The deadline is no later.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The history of a request that is seen for the first time.</summary>
    public static History Start(DateTimeOffset createdAt) => new(createdAt, 1, []);

    public History With(Attempt attempt) => this with { Attempts = Attempts.Add(attempt) };
}
