using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MassTransit;

namespace Dispatch.Worker.Messaging.Replays;

/// <summary>
/// What a replayed request carries in the header <see cref="BrokerNames.ReplayHeader"/>, over all redeliveries, to its outcome: where it
/// comes from. Anybody can write the header; what is not valid is no mark, and the request is an ordinary one.
/// </summary>
/// <param name="Job">The replay that sent it.</param>
/// <param name="Letter">The id of the dead letter in the store that it was made of: letters, digits and dashes, at most 64.</param>
/// <param name="Generation">How often the request has been replayed, this time included: 1 to <see cref="MaxGeneration"/>.</param>
internal sealed record ReplayMark(Guid Job, string Letter, int Generation)
{
    /// <summary>How often a request may be replayed.</summary>
    public const int MaxGeneration = 25;

    private const int LongestLetter = 64;
    private const char Separator = '/';

    /// <summary>The mark of a delivery; null: it has none that is valid. Costs one look at its headers.</summary>
    public static ReplayMark? Of(ReceiveContext delivery) =>
        delivery.TransportHeaders.TryGetHeader(BrokerNames.ReplayHeader, out var value) && value is string text ? Parse(text) : null;

    /// <summary>Reads what <see cref="ToString"/> wrote; null: it is no mark.</summary>
    public static ReplayMark? Parse(string? text) => TryParse(text, out var mark) ? mark : null;

    /// <summary>As it stands in the header: <c>job/letter/generation</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Job:D}{Separator}{Letter}{Separator}{Generation}");

    private static bool TryParse(string? text, [NotNullWhen(true)] out ReplayMark? mark)
    {
        mark = null;
        if (text?.Split(Separator) is not [var job, var letter, var generation])
            return false;
        if (!Guid.TryParseExact(job, "D", out var id) || !IsLetter(letter))
            return false;
        if (!int.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MaxGeneration)
            return false;

        mark = new ReplayMark(id, letter, number);
        return true;
    }

    private static bool IsLetter(string text) =>
        text.Length is > 0 and <= LongestLetter && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
