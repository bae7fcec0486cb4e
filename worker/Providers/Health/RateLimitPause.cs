namespace Dispatch.Worker.Providers.Health;

/// <summary>How long to leave a member alone that said it is asked too often.</summary>
internal static class RateLimitPause
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>
    /// As long as it asked for the first time. Where it names no time, or did not keep to it, the pause doubles from 1 s to 60 s each
    /// time, so that an answer such as <c>Retry-After: 0</c> is not repeated at full speed.
    /// </summary>
    /// <param name="asked">How long it asked to be left alone; null: it names no time.</param>
    /// <param name="times">How often it said so in a row, from 1.</param>
    public static TimeSpan For(TimeSpan? asked, int times)
    {
        if (times <= 1 && asked > TimeSpan.Zero)
            return asked.Value;

        var growing = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(times - 1, 20)), Longest.TotalSeconds);
        return asked?.TotalSeconds > growing ? asked.Value : TimeSpan.FromSeconds(growing);
    }
}
