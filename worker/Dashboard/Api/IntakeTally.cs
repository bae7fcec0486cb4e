using Dispatch.Worker.Dashboard.Api.Contracts;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Counts what became of the lines of one caller.</summary>
internal sealed class IntakeTally
{
    /// <summary>The most refused lines that are kept; past that they are counted.</summary>
    public const int MaxLines = 1000;

    private readonly List<RefusedLine> _lines = [];
    private long _accepted;
    private long _refused;

    /// <summary>What ended it before the last line; null: nothing did.</summary>
    public Exception? Trouble { get; private set; }

    /// <summary>The first line that is not known to be on the queue, after <see cref="Trouble"/> with it; null: all that were read are.</summary>
    public long? FirstUnconfirmed { get; private set; }

    public bool IsEmpty => _accepted == 0 && _refused == 0;

    public void Accept() => _accepted++;

    public void Refuse(long line, string? id, string reason)
    {
        _refused++;
        if (_lines.Count < MaxLines)
            _lines.Add(new RefusedLine(line, id, reason));
    }

    /// <summary>The queue did not take this line.</summary>
    public void Halt(long line, Exception trouble)
    {
        Trouble ??= trouble;
        FirstUnconfirmed ??= line;
    }

    /// <summary>The lines could not be read to their end.</summary>
    public void Break(Exception trouble) => Trouble ??= trouble;

    // One that is too large for the queue is known to be so a little later than those after it.
    public EnqueueReport Report() => new(_accepted, _refused, [.. _lines.OrderBy(line => line.Line)]);
}
