using System.Globalization;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>Numbers as people read them.</summary>
internal static class NumberText
{
    /// <summary><c>12,345</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three digits that count, no more than two of them behind the point: <c>0.25</c>, <c>3.1</c>, <c>48</c>, <c>1,250</c>.</summary>
    public static string Rate(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 0.01 => "<0.01",
        < 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        < 20 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// A part of one as per cent: <c>98.7 %</c>. What is not all is never rounded to all, and what is not nothing never to nothing.
    /// </summary>
    public static string Share(double part) => part switch
    {
        <= 0 => "0 %",
        < 0.001 => "<0.1 %",
        < 1 and > 0.999 => ">99.9 %",
        _ => $"{(part * 100).ToString("0.#", CultureInfo.InvariantCulture)} %",
    };

    /// <summary><c>1 letter</c>, <c>12,345 letters</c>.</summary>
    public static string Of(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary><c>1st</c>, <c>12th</c>, <c>23rd</c>.</summary>
    public static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture) + (number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });
}
