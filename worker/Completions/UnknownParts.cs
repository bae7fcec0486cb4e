using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.Completions;

/// <summary>
/// What a newer version wrote into a history and this one does not know, as JSON text. Nothing is decided by it; it is carried along, so
/// that two versions can work side by side.
/// </summary>
/// <param name="Members">Members of the history itself: <c>"name":value</c>.</param>
/// <param name="Attempts">
/// The attempts that have members, or names of a failure kind or an outcome, that this version does not know: each one's whole text.
/// </param>
internal sealed record UnknownParts(ImmutableArray<string> Members, ImmutableDictionary<Attempt, string> Attempts)
{
    /// <summary>By identity: two attempts that say the same may differ in what is unknown.</summary>
    public static ImmutableDictionary<Attempt, string> NoAttempts { get; } = ImmutableDictionary.Create<Attempt, string>(ReferenceEqualityComparer.Instance);

    public static UnknownParts None { get; } = new([], NoAttempts);
}
