using System.Diagnostics.CodeAnalysis;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Takes a replay further by one stretch: looks at what came back, at the ramp and the rate, and sends what they allow.</summary>
internal sealed partial class ReplayWork(
    ReplayBooks books, ReplaySending sending, ReplayLeases leases, IReplaySender sender, TimeProvider time, ILogger<ReplayWork> logger)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestHold = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(5);

    // After so many sends in a row that left something in doubt, somebody should look before more is.
    private const int MostInDoubt = 3;

    private readonly Dictionary<long, Course> _courses = [];

    /// <summary>Notes what could not be noted when it was sent, or was to be, since the store failed.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach (var (number, course) in _courses)
        {
            await SettleAsync(number, course, cancellationToken);
            if (course.IsMarking)
                await sending.TakeBackAsync(number, cancellationToken);
            course.IsMarking = false;
        }
    }

    /// <summary>Takes a replay further that is this process's. One with which something is wrong that nobody has foreseen stops, and holds up no other.</summary>
    /// <returns>How long nothing is to be done for it, unless something comes.</returns>
    public async Task<TimeSpan> AdvanceAsync(long number, CancellationToken cancellationToken)
    {
        try
        {
            return await GoOnAsync(number, cancellationToken);
        }
        catch (Exception exception) when (exception is not (StoreException or OperationCanceledException) && CourseOf(number).Unsettled.Length == 0)
        {
            LogFailed(exception, number);
            return await StopAsync(number, $"It cannot go on, because of an unexpected {exception.GetType().Name}: {exception.Message}", cancellationToken);
        }
    }

    private async Task<TimeSpan> GoOnAsync(long number, CancellationToken cancellationToken)
    {
        var course = CourseOf(number);
        if (await books.ReadAsync(number, cancellationToken) is not { } standing)
            return Forget(number);

        if (standing.IsOver)
        {
            await books.FinishAsync(number, cancellationToken);
            return Forget(number);
        }

        if (standing.Ramp.Pending > 0 && standing.Returns.WhyToStop(standing.Ramp.Step) is { } why)
            return await StopAsync(number, why, cancellationToken);

        var now = time.GetUtcNow();
        if (course.HeldUntil > now)
            return course.HeldUntil - now;

        switch (ReplayRamp.Next(standing.Ramp, course.Pace, standing.Rate, standing.Patience, now))
        {
            case RampMove.Send send:
                return await SendAsync(number, course, send.Count, standing.Rate, cancellationToken);
            case RampMove.Climb:
                await books.ClimbAsync(number, standing.Ramp.Step, cancellationToken);
                return TimeSpan.Zero;
            case RampMove.Wait wait:
                return wait.Until - now < Idle ? wait.Until - now : Idle;
            default:
                throw new InvalidOperationException("Unknown move.");
        }
    }

    private async Task<TimeSpan> SendAsync(long number, Course course, int count, double rate, CancellationToken cancellationToken)
    {
        course.IsMarking = true;
        var parcels = await sending.BeginAsync(number, count, cancellationToken);
        course.IsMarking = false;
        if (parcels.Count == 0)
            return TimeSpan.Zero;

        course.Pace = course.Pace.After(parcels.Count, time.GetUtcNow(), rate);
        var sends = Task.WhenAll(parcels.Select(async parcel => (parcel, await SendAsync(parcel.Message, cancellationToken))));
        // A broker in an alarm takes its time.
        while (await Task.WhenAny(sends, Task.Delay(BetweenRenewals, time, CancellationToken.None)) != sends)
            await RenewAsync(number);

        course.Unsettled = await sends;
        await SettleAsync(number, course, CancellationToken.None);
        return course.InDoubt >= MostInDoubt ? await StopAsync(number, course.Doubt, cancellationToken) : course.HeldUntil > time.GetUtcNow() ? Idle : TimeSpan.Zero;
    }

    // Where it fails until the lease is over, another process may take the replay; what is on its way here is then in doubt there.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong, what is on its way is waited for, and noted.")]
    private async Task RenewAsync(long number)
    {
        try
        {
            await leases.RenewAsync(number, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotRenewed(number, exception.Message);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong, the request may have left.")]
    private async Task<ReplaySent> SendAsync(ReplayMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(message, cancellationToken);
        }
        catch (Exception exception)
        {
            LogFault(exception, message.Mark.Letter);
            return new ReplaySent.Unknown($"Sending failed with an unexpected {exception.GetType().Name}.");
        }
    }

    // Where the store cannot be written to, what has been sent is noted before anything else is done.
    private async Task SettleAsync(long number, Course course, CancellationToken cancellationToken)
    {
        if (course.Unsettled.Length == 0)
            return;

        await sending.SettleAsync(number, course.Unsettled, cancellationToken);
        Judge(number, course);
        course.Unsettled = [];
    }

    private void Judge(long number, Course course)
    {
        var doubt = course.Unsettled.Select(each => each.Sent).OfType<ReplaySent.Unknown>().FirstOrDefault();
        course.InDoubt = doubt is null ? 0 : course.InDoubt + 1;
        course.Doubt = doubt?.Why ?? "";
        var trouble = doubt?.Why ?? course.Unsettled.Select(each => each.Sent).OfType<ReplaySent.NotSent>().FirstOrDefault()?.Why;
        if (trouble is null)
        {
            course.Hold = TimeSpan.Zero;
            return;
        }

        LogHeld(number, trouble);
        course.Hold = course.Hold * 2 is var hold && hold < ShortestHold ? ShortestHold : hold > LongestHold ? LongestHold : hold;
        course.HeldUntil = time.GetUtcNow() + course.Hold;
    }

    private async Task<TimeSpan> StopAsync(long number, string why, CancellationToken cancellationToken)
    {
        await books.StopAsync(number, why, cancellationToken);
        LogStopped(number, why);
        return Forget(number);
    }

    private Course CourseOf(long number)
    {
        if (!_courses.TryGetValue(number, out var course))
            _courses[number] = course = new Course { Pace = new ReplayPace(time.GetUtcNow()) };
        return course;
    }

    private TimeSpan Forget(long number)
    {
        _courses.Remove(number);
        return Idle;
    }

    /// <summary>What need not survive a restart.</summary>
    private sealed class Course
    {
        public ReplayPace Pace { get; set; }

        public (ReplayParcel Parcel, ReplaySent Sent)[] Unsettled { get; set; } = [];

        /// <summary>Letters are marked as being sent, and whether that was kept is not known; none of them was sent.</summary>
        public bool IsMarking { get; set; }

        public DateTimeOffset HeldUntil { get; set; }

        public TimeSpan Hold { get; set; }

        public int InDoubt { get; set; }

        public string Doubt { get; set; } = "";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The replay of dead letter {Letter} failed to send")]
    private partial void LogFault(Exception exception, string letter);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replay {Number} failed")]
    private partial void LogFailed(Exception exception, long number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replay {Number} is sending, and cannot be kept by this process meanwhile: {Trouble}")]
    private partial void LogNotRenewed(long number, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replay {Number} has stopped by itself: {Why}")]
    private partial void LogStopped(long number, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replay {Number} waits before it sends more: {Why}")]
    private partial void LogHeld(long number, string why);
}
