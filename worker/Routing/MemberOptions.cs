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
}
