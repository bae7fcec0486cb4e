namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>Waits for what comes to be in a store.</summary>
internal static class StoreWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until the condition holds; returns what was seen then.</summary>
    /// <exception cref="TimeoutException">It has not come to hold in this time; the message describes what was seen last.</exception>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> look, Func<T, bool> condition, Func<T, string> describe, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (; ; )
        {
            var seen = await look();
            if (condition(seen))
                return seen;
            if (TimeProvider.System.GetElapsedTime(start) > patience)
                throw new TimeoutException($"After {patience}: {describe(seen)}");
            // The store has no signal.
            await Task.Delay(Interval, cancellationToken);
        }
    }
}
