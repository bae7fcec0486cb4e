namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>
/// How a limit grows after it was lowered, over the time in which it held somebody back. The shape is that of CUBIC (RFC 9438, section
/// 4.2): steep at first, flat around the height at which the limit was met last, then steeper and steeper, so that a limit that was raised
/// is found. Before anything is known of the true limit it doubles again and again, as in TCP's slow start.
/// </summary>
internal readonly record struct LimitCurve
{
    // The time in which it doubles at first while nothing is known.
    private const double SearchSeconds = 0.7;

    // How fast it grows beyond the known height, in CUBIC's words C. The same for all, so that whoever has little catches up.
    private const double Steepness = 0.064;

    private readonly double _start;
    private readonly double _top;
    private readonly double _flat;

    private readonly double _doubling;

    private LimitCurve(double start, double top, double flat, double doubling) => (_start, _top, _flat, _doubling) = (start, top, flat, doubling);

    /// <summary>Nothing is known of the true limit but that it was met.</summary>
    public bool IsSearch => _doubling > 0;

    /// <summary>Doubles from <paramref name="start"/> on.</summary>
    public static LimitCurve Search(double start) => new(start, 0, 0, SearchSeconds);

    /// <summary>
    /// The same search from <paramref name="start"/> on, in twice the time: it met the limit before anything was measured, and would so
    /// again and again.
    /// </summary>
    public LimitCurve Slower(double start) => new(start, 0, 0, 2 * _doubling);

    /// <summary>Comes back to <paramref name="top"/>, and goes beyond it.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="top">The height at which it was met; at least <paramref name="start"/>.</param>
    /// <param name="leastFlat">The seconds in which it comes back, at least.</param>
    /// <param name="stretch">Makes that longer or shorter.</param>
    public static LimitCurve Back(double start, double top, double leastFlat, double stretch = 1) =>
        new(start, top, stretch * Math.Max(leastFlat, Math.Cbrt((top - start) / Steepness)), 0);

    /// <summary>The limit after it was used for so long.</summary>
    public double After(double seconds)
    {
        if (IsSearch)
            return _start * Math.Pow(2, seconds / _doubling);

        if (seconds >= _flat)
            return _top + (Steepness * Cube(seconds - _flat));

        return _top - ((_top - _start) * Cube(1 - (seconds / _flat)));
    }

    private static double Cube(double number) => number * number * number;
}
