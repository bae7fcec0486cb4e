namespace Dispatch.Benchmarks.Drain;

/// <summary>
/// A stretch in which a provider answers every call 503 at once, in seconds since the first call of all. Calls that came before it are
/// still answered: so it looks alive for one call's time longer, which makes it harder to notice than one whose connections break, where
/// all calls in flight fail together at the first moment.
/// </summary>
internal sealed record Outage(double From, double To)
{
    public bool Covers(double seconds) => seconds >= From && seconds < To;
}
