namespace Dispatch.Worker.Batches;

/// <summary>How a line stands when it is read.</summary>
internal enum LineStanding
{
    /// <summary>It has no outcome: one is waited for from now on.</summary>
    Open,

    /// <summary>It has its outcome already.</summary>
    Finished,

    /// <summary>Another line before it has the same id.</summary>
    Duplicate,
}

/// <summary>Knows of each request of a batch whether it was read, is waited for, or has its outcome. About 50 bytes for each.</summary>
internal sealed class BatchLedger
{
    private readonly Dictionary<UInt128, Marks> _requests = [];
    private readonly Lock _lock = new();

    /// <summary>Enters the request of a line, in the order of the lines.</summary>
    public LineStanding Enter(string id)
    {
        var key = RequestKey.Of(id);
        lock (_lock)
        {
            var marks = _requests.GetValueOrDefault(key);
            if (marks.HasFlag(Marks.Read))
                return LineStanding.Duplicate;

            var isFinished = marks.HasFlag(Marks.Finished);
            _requests[key] = marks | Marks.Read | (isFinished ? 0 : Marks.Waiting);
            return isFinished ? LineStanding.Finished : LineStanding.Open;
        }
    }

    /// <summary>Enters an outcome, also of a request whose line has not been read yet.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="wasWaiting">Whether its line was waiting for it.</param>
    /// <returns>Whether it is the first for this request.</returns>
    public bool TryFinish(string id, out bool wasWaiting)
    {
        var key = RequestKey.Of(id);
        lock (_lock)
        {
            var marks = _requests.GetValueOrDefault(key);
            wasWaiting = marks.HasFlag(Marks.Waiting);
            _requests[key] = (marks | Marks.Finished) & ~Marks.Waiting;
            return !marks.HasFlag(Marks.Finished);
        }
    }

    /// <summary>Takes back that an outcome is waited for. False where it has come.</summary>
    public bool TryWithdraw(string id)
    {
        var key = RequestKey.Of(id);
        lock (_lock)
        {
            var marks = _requests.GetValueOrDefault(key);
            _requests[key] = marks & ~Marks.Waiting;
            return marks.HasFlag(Marks.Waiting);
        }
    }

    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Read = 1,
        Waiting = 2,
        Finished = 4,
    }
}
