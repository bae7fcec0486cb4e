namespace Dispatch.Worker.Messaging.Letters;

/// <summary>
/// How many dead letters the broker may send before one is acknowledged (the prefetch). It counts messages, and letters are from 1 KB to
/// 16 MB each; so the window begins small, opens while it is used up and what came last leaves room, and closes when letters grow or
/// become few. Only letters that grow from one to the next by much, in the middle of a backlog, are more than the window is made for.
/// </summary>
/// <param name="batch">The widest that it opens, 1 or more.</param>
internal sealed class LetterWindow(int batch)
{
    /// <summary>The bytes of messages that a window is made for. They are held several times over while they are stored.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    private const int Narrowest = 2;
    private const int Beginning = 8;
    private const int Step = 4;

    private readonly int _beginning = Math.Min(Beginning, batch);
    private double _size;

    /// <summary>The number of messages, at least 1.</summary>
    public int Count { get; private set; } = Math.Min(Beginning, batch);

    /// <summary>Letters were taken together.</summary>
    /// <param name="letters">How many, 1 or more.</param>
    /// <param name="bytes">Their messages' bytes.</param>
    /// <returns>Whether <see cref="Count"/> is another now.</returns>
    public bool Taken(int letters, long bytes)
    {
        var size = Math.Max(1.0, (double)bytes / letters);
        _size = Math.Max(size, (_size + size) / 2);
        var fitting = (int)Math.Clamp(MostBytes / _size, Math.Min(Narrowest, batch), batch);
        var count =
            fitting <= Count / 2 ? fitting
            : letters < Count / 8 ? Math.Max(_beginning, Count / Step)
            : letters >= Count / 2 && fitting >= Math.Min(2 * Count, batch) ? Math.Min(fitting, Step * Count)
            : Count;
        var isOther = count != Count;
        Count = count;
        return isOther;
    }
}
