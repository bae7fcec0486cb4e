using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Routing;

/// <summary>One entry of a routing group: a provider in a group.</summary>
internal sealed record MemberOptions
{
    /// <summary>The provider's key. Required.</summary>
    public required string Key { get; init; }

    /// <summary>The upstream model to ask for; default: the request's own.</summary>
    public string? Model { get; init; }

    /// <summary>Higher is asked first. Default: minus the member's index in the group (0, -1, -2, …).</summary>
    public int? Priority { get; init; }

    /// <summary>The share of traffic among members of equal priority. Default 1; negative counts as 0; 0 is asked only after all positive ones.</summary>
    public double? Weight { get; init; }

    /// <summary>
    /// The tokens that the model takes in, 1 or more. After a request was too long for one member, members known to have no more room
    /// are not asked. null: unknown, and asked.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? ContextWindow { get; init; }

    /// <summary>
    /// What is done with fields of a request that the provider's protocol has no place for: <c>refuse</c> (the next member is asked) or
    /// <c>drop</c> (they are left out, and the result names them). Default refuse. Providers of kind openai get every field.
    /// </summary>
    public UnsupportedFields Unsupported { get; init; }
}
