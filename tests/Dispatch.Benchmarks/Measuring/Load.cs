using Dispatch.Benchmarks.Consumers;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>What a consumer has to do.</summary>
internal sealed record Load
{
    /// <summary>Requests in work at once.</summary>
    public ushort Prefetch { get; init; } = 256;

    /// <summary>How long the provider takes for an answer; zero: as long as it takes, without a timer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The length of a request's body.</summary>
    public int RequestBytes { get; init; } = 1_000;

    /// <summary>The length of an answer.</summary>
    public int AnswerBytes { get; init; } = 1_000;

    /// <summary>The routing group, for those who know of groups.</summary>
    public string Group { get; init; } = DispatchConfiguration.Answering;
}
