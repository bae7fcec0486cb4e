namespace Dispatch.Worker.Dashboard.Pages.Replaying;

/// <summary>How many requests each of the first steps of a replay has.</summary>
internal static class RampSizes
{
    /// <param name="steps">The sizes of the steps, where there are enough requests.</param>
    /// <param name="count">How many requests there are.</param>
    public static IEnumerable<int> Of(IEnumerable<int> steps, int count)
    {
        foreach (var step in steps)
        {
            if (count <= 0)
                yield break;

            yield return Math.Min(step, count);
            count -= step;
        }
    }
}
