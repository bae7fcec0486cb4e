namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// The configured limits of a provider's account or of one of its models: calls in flight, calls and tokens a minute. Not safe for
/// several threads.
/// </summary>
internal sealed class Capacity
{
    // Calls may come in lumps of half a second's worth. A provider that counts by the second would refuse more.
    private const double BurstSeconds = 0.5;

    private readonly int? _concurrency;
    private readonly TokenBucket? _requests;
    private readonly TokenBucket? _tokens;
    private int _inFlight;

    public Capacity(int? concurrency, int? requestsPerMinute, int? tokensPerMinute)
    {
        _concurrency = concurrency;
        if (requestsPerMinute is { } requests)
            _requests = new TokenBucket(requests, Math.Max(1, requests / 60.0 * BurstSeconds));
        // A single request may take most of a minute's tokens, so the bucket holds as much.
        if (tokensPerMinute is { } tokens)
            _tokens = new TokenBucket(tokens, tokens);
    }

    public static Capacity Of(ProviderOptions options) => new(options.Concurrency, options.RequestsPerMinute, options.TokensPerMinute);

    public static Capacity Of(ModelLimits limits) => new(limits.Concurrency, limits.RequestsPerMinute, limits.TokensPerMinute);

    /// <summary>The tokens that a call took, for <see cref="Release"/>: what was refused took none; of a call that was cut off or timed out nobody knows.</summary>
    public static long? UsedBy(ProviderReply? reply) => reply switch
    {
        ProviderReply.Answered { Usage: { } usage } => usage.TotalTokens ?? usage.InputTokens + usage.OutputTokens,
        ProviderReply.Failed { StatusCode: >= 300 } => 0,
        _ => null,
    };

    /// <summary>When a call may be made; not after <paramref name="now"/> where that is at once.</summary>
    /// <param name="now">The present.</param>
    /// <param name="callTime">How long a call takes: where all calls are in flight, one will have ended by then.</param>
    public DateTimeOffset ReadyAt(DateTimeOffset now, TimeSpan callTime)
    {
        var ready = _inFlight >= _concurrency ? now + callTime : now;
        ready = Later(ready, _requests?.ReadyAt(1, now));
        // Any tokens will do: a large request would wait for ever beside small ones that leave no more than a few. The rest is owed.
        return Later(ready, _tokens?.ReadyAt(1, now));
    }

    /// <summary>When a call may be made that must fit all of these.</summary>
    public static DateTimeOffset ReadyAt(ReadOnlySpan<Capacity> capacities, DateTimeOffset now, TimeSpan callTime)
    {
        var ready = now;
        foreach (var capacity in capacities)
            ready = Later(ready, capacity.ReadyAt(now, callTime));
        return ready;
    }

    /// <summary>A call begins.</summary>
    /// <param name="tokens">What it is estimated to take.</param>
    /// <param name="now">The present.</param>
    public void Take(long tokens, DateTimeOffset now)
    {
        _inFlight++;
        _requests?.Take(1, now);
        _tokens?.Take(tokens, now);
    }

    /// <summary>A call has ended. <paramref name="used"/> is what it took by its own account, or 0 if it was refused; null: as estimated.</summary>
    public void Release(long tokens, long? used)
    {
        _inFlight--;
        _tokens?.PutBack(tokens - (used ?? tokens));
    }

    /// <summary>A call was not made.</summary>
    public void Cancel(long tokens)
    {
        _inFlight--;
        _requests?.PutBack(1);
        _tokens?.PutBack(tokens);
    }

    /// <summary>How many calls a second the limits let through; infinite where there are none.</summary>
    public double CallsPerSecond(long tokens, TimeSpan callTime) => Math.Min(
        _concurrency / callTime.TotalSeconds ?? double.PositiveInfinity,
        Math.Min(_requests?.PerSecond ?? double.PositiveInfinity, _tokens?.PerSecond / Math.Max(1, tokens) ?? double.PositiveInfinity));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
