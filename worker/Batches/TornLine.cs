namespace Dispatch.Worker.Batches;

/// <summary>A last line without an end: a process died while it wrote it.</summary>
internal static class TornLine
{
    private const int Step = 64 * 1024;

    /// <summary>Cuts the file after its last whole line.</summary>
    public static void Cut(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var buffer = new byte[Step];
        for (var end = file.Length; end > 0; end -= Math.Min(Step, end))
        {
            var part = buffer.AsSpan(0, (int)Math.Min(Step, end));
            file.Position = end - part.Length;
            file.ReadExactly(part);
            if (part.LastIndexOf((byte)'\n') is >= 0 and var last)
            {
                if (end - part.Length + last + 1 is var whole && whole < file.Length)
                    file.SetLength(whole);
                return;
            }
        }

        file.SetLength(0);
    }
}
