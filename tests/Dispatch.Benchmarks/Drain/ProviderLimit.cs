namespace Dispatch.Benchmarks.Drain;

/// <summary>How much one provider takes: a token bucket, as the services describe theirs.</summary>
/// <param name="Key">The provider's key.</param>
/// <param name="PerSecond">Calls a second that its bucket is refilled by.</param>
internal sealed record ProviderLimit(string Key, double PerSecond)
{
    /// <summary>
    /// Calls that a full bucket holds: a second's worth. The services name their limits by the minute and hold callers to them by the
    /// second (OpenAI: 60,000 a minute may be enforced as 1,000 a second; Anthropic: 60 a minute as 1 a second, in a bucket that is
    /// refilled all the time).
    /// </summary>
    public double Burst => PerSecond;
}
