namespace Dispatch.Worker.Tests.Simulation;

/// <summary>
/// A clock that jumps from one timer to the next. What a timer sets off runs on the thread that runs the clock, so that a run comes out
/// the same each time.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(Timer Timer, int Setting), (long Due, long Number)> _timers = new();
    private long _now;
    private long _number;

    /// <summary>Seconds since the clock was made.</summary>
    public double Seconds => (double)_now / TimeSpan.TicksPerSecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Noon.AddTicks(_now);

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs until nothing is left to do, it is over, or so many seconds have gone by.</summary>
    public void Run(Func<bool> isOver, double seconds)
    {
        var end = _now + (long)(seconds * TimeSpan.TicksPerSecond);
        while (!isOver() && _timers.TryPeek(out var next, out var at) && at.Due <= end)
        {
            _timers.Dequeue();
            if (!next.Timer.IsSet(next.Setting))
                continue;

            _now = Math.Max(_now, at.Due);
            next.Timer.Fire();
        }
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_setting, _period) = (_setting + 1, period);
            if (dueTime >= TimeSpan.Zero)
                time._timers.Enqueue((this, _setting), (time._now + dueTime.Ticks, time._number++));
            return true;
        }

        public bool IsSet(int setting) => setting == _setting;

        public void Fire()
        {
            Change(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period);
            callback(state);
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
