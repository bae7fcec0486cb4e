using System.Globalization;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What an order may be.</summary>
internal static class OrderRules
{
    public const double LeastRate = 0.01;
    public const double MostRate = 1000;

    public static TimeSpan LeastPatience { get; } = TimeSpan.FromSeconds(1);

    public static TimeSpan MostPatience { get; } = TimeSpan.FromHours(24);

    /// <exception cref="ReplayRefusedException">Something is wrong with it; all of it is said.</exception>
    public static void Check(ReplayOrder order, long maxBytes, DateTimeOffset now)
    {
        var errors = ChangeRules.Check(order.Changes, maxBytes, now).ToList();
        if (order.Rate is { } rate && !(rate is >= LeastRate and <= MostRate))
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"'rate' is {rate}; it must be {LeastRate} to {MostRate} requests a second."));
        if (order.Patience is { } patience && (patience < LeastPatience || patience > MostPatience))
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"'patience' is {patience.TotalSeconds:0.#} seconds; it must be 1 second to 24 hours."));
        if (errors.Count > 0)
            throw new ReplayRefusedException(ReplayRefusal.Invalid, [.. errors]);
    }
}
