using System.Globalization;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What the latest outcomes of a replay were, since it started or was started anew: at most <see cref="Window"/>.</summary>
/// <param name="Known">The outcomes.</param>
/// <param name="Same">Dead letters with the fingerprint of the letter that was replayed.</param>
/// <param name="Other">Dead letters with another one.</param>
internal readonly record struct ReplayReturns(int Known, int Same, int Other)
{
    /// <summary>The outcomes that are looked at, the latest ones.</summary>
    public const int Window = 100;

    // The steps in which a single dead letter says enough: little has been sent, so little is lost by asking somebody.
    private const int CarefulSteps = 2;
    private const int Fewest = 5;
    private const double ShareOfSame = 0.1;
    private const double ShareOfAny = 0.5;

    /// <summary>
    /// Whether the replay is to stop by itself. In the first two steps one dead letter with the same fingerprint is enough, and in the very
    /// first any dead letter; later five of the same that are a tenth of the latest outcomes, or five of any kind that are half of them.
    /// </summary>
    /// <param name="step">The step of the ramp, from 0.</param>
    /// <returns>Why, as a sentence; null: it may go on.</returns>
    public string? WhyToStop(int step)
    {
        var returned = Same + Other;
        if (step < CarefulSteps ? Same > 0 : Same >= Fewest && Same >= Known * ShareOfSame)
            return Say(Same, "came back with the same failure as before; the cause is still there");
        if (step == 0 ? returned > 0 : returned >= Fewest && returned >= Known * ShareOfAny)
            return Say(returned, Same > 0 ? "came back as dead letters" : "came back with another failure than before");
        return null;
    }

    private string Say(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"Of the latest {Known} {(Known == 1 ? "outcome" : "outcomes")}, {count} {what}.");
}
