using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>
/// What is noticed while one request is mapped: what the protocol has no place for, and what makes it no chat completion request at all.
/// </summary>
internal sealed class Mapping
{
    private const int MaxPaths = 100;
    private const int MaxPathLength = 120;

    private readonly List<string> _unsupported = [];
    private string? _fault;
    private string? _impossible;

    /// <summary>The paths of what was left out, such as <c>seed</c> or <c>messages[2].content[1] (input_audio)</c>, in order; the first 100.</summary>
    public ImmutableArray<string> Unsupported => [.. _unsupported];

    /// <summary>The protocol has no place for what stands at <paramref name="path"/>; it is left out.</summary>
    public void LeaveOut(string path)
    {
        var cut = path.Length <= MaxPathLength ? path : string.Concat(path.AsSpan(0, MaxPathLength - 1), "…");
        if (_unsupported.Count < MaxPaths && !_unsupported.Contains(cut))
            _unsupported.Add(cut);
    }

    /// <summary>The path of a member, long enough to be known as cut: names are the publisher's, and may be of any length and depth.</summary>
    public static string PathOf(string path, string name) =>
        path.Length > MaxPathLength ? path
        : path.Length == 0 ? name
        : name.Length <= MaxPathLength ? $"{path}.{name}"
        : $"{path}.{name.AsSpan(0, MaxPathLength)}";

    /// <summary>
    /// The request breaks a rule of chat completions. Other providers may be more lenient, so that is no last word on it. The first
    /// fault counts.
    /// </summary>
    public void Fault(string sentence) => _fault ??= sentence;

    /// <summary>A sound request that this protocol can't serve, whatever is left out of it.</summary>
    public void Impossible(string sentence) => _impossible ??= sentence;

    /// <summary>Why the call is not made; null where it is.</summary>
    public ProviderReply.Failed? Refusal(bool dropsUnsupported)
    {
        if (_fault is not null)
            return Failed(FailureKind.ModelUnavailable, $"The body can't be put into the words of the Messages API: {_fault}");
        if (_unsupported.Count > 0 && !dropsUnsupported)
        {
            return Failed(
                FailureKind.ModelUnavailable,
                $"The Messages API has no place for {string.Join(", ", _unsupported)}. "
                + "Write \"unsupported\": \"drop\" at the member of the routing group to leave that out.");
        }

        return _impossible is null ? null : Failed(FailureKind.ModelUnavailable, _impossible);
    }

    private static ProviderReply.Failed Failed(FailureKind kind, string message) => new(kind, StatusCode: null, RetryAfter: null, message);
}
