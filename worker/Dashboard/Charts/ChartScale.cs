namespace Dispatch.Worker.Dashboard.Charts;

/// <summary>An axis from 0 to a round number, with a mark at each step.</summary>
/// <param name="Top">The end of the axis, a multiple of the step.</param>
/// <param name="Step">The distance of the marks: 1, 2, 2.5 or 5 times a power of ten.</param>
internal readonly record struct ChartScale(double Top, double Step)
{
    private const int Steps = 4;
    private static readonly double[] Round = [1, 2, 2.5, 5, 10];

    /// <summary>The marks, from 0 to the top.</summary>
    public IEnumerable<double> Marks
    {
        get
        {
            var (step, count) = (Step, (int)Math.Round(Top / Step));
            return Enumerable.Range(0, count + 1).Select(number => number * step);
        }
    }

    /// <summary>The axis that holds values up to <paramref name="highest"/> in four steps at most.</summary>
    /// <param name="highest">The highest value; what is no positive number counts as nothing.</param>
    /// <param name="least">The axis ends there or higher, so that next to nothing does not look like much.</param>
    /// <param name="whole">Values are whole numbers, so that parts of one are no marks.</param>
    public static ChartScale For(double highest, double least, bool whole)
    {
        var end = double.IsFinite(highest) ? Math.Max(highest, least) : least;
        var power = Math.Pow(10, Math.Floor(Math.Log10(end / Steps)));
        var step = Round.Select(factor => factor * power).First(each => each * Steps >= end * (1 - 1e-9));
        if (whole)
            step = Math.Max(1, step == Math.Floor(step) ? step : Math.Ceiling(step));
        return new ChartScale(Math.Ceiling(end / step - 1e-9) * step, step);
    }
}
