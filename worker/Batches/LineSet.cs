using System.Collections;

namespace Dispatch.Worker.Batches;

/// <summary>A set of line numbers, one bit for each.</summary>
internal sealed class LineSet
{
    private readonly BitArray _lines = new(1024);

    public long Count { get; private set; }

    public bool Contains(long line) => line < _lines.Length && _lines[(int)line];

    /// <summary>Adds the lines <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public void Add(long first, long last)
    {
        if (last >= _lines.Length)
            _lines.Length = checked((int)Math.Max(last + 1, Math.Min(2L * _lines.Length, int.MaxValue)));

        for (var line = (int)first; line <= last; line++)
        {
            Count += _lines[line] ? 0 : 1;
            _lines[line] = true;
        }
    }

    /// <summary>The same numbers in as few ranges as they allow, each as first and last; <paramref name="lines"/> is sorted.</summary>
    public static List<long[]> RangesOf(List<long> lines)
    {
        lines.Sort();
        var ranges = new List<long[]>();
        foreach (var line in lines)
        {
            if (ranges.Count > 0 && ranges[^1][1] + 1 >= line)
                ranges[^1][1] = line;
            else
                ranges.Add([line, line]);
        }

        return ranges;
    }
}
