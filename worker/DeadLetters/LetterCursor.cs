using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dispatch.Worker.DeadLetters;

/// <summary>Where a page ends; the next one begins after it. Stays true whatever is added or removed meanwhile.</summary>
/// <param name="Key">The key of the last letter of the page, see <see cref="LetterIdentity"/>.</param>
internal readonly record struct LetterCursor(long Key)
{
    /// <summary>A text for URLs.</summary>
    public override string ToString() => Key.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ToString"/> wrote; false for any other text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LetterCursor cursor)
    {
        var isKey = long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) && key >= 0;
        cursor = new LetterCursor(isKey ? key : 0);
        return isKey;
    }
}
