using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Replays;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

/// <summary>A process that runs replays on a store, a stretch at a time when the test says so. Nothing of it survives but the store.</summary>
internal sealed class ReplayProcess : IDisposable
{
    private readonly ReplayWake _wake = new();
    private readonly ReplayLeases _leases;
    private readonly ReplayWork _work;
    private readonly TimeProvider _time;

    public ReplayProcess(LetterDatabase database, TimeProvider time)
    {
        _time = time;
        Settings = new ReplaySettings(new ReplayOptions(), () => TimeSpan.FromHours(24), name => name == "chat", MaxBytes: 100_000);
        _leases = new ReplayLeases(database, Settings, time);
        Sending = new ReplaySending(database, Settings, time);
        Books = new ReplayBooks(database, time);
        Outcomes = new ReplayOutcomes(database, _wake, time);
        Jobs = new ReplayJobs(database, new ReplayPreviews(database, Settings, time), Settings, _wake, time);
        _work = new ReplayWork(Books, Sending, _leases, Sender, time, NullLogger<ReplayWork>.Instance);
    }

    public ReplaySettings Settings { get; }

    public ScriptedSender Sender { get; } = new();

    public ReplaySending Sending { get; }

    public ReplayBooks Books { get; }

    public ReplayOutcomes Outcomes { get; }

    public ReplayJobs Jobs { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<IReadOnlyList<long>> ClaimAsync() => _leases.ClaimAsync(Token);

    public Task ReleaseAsync() => _leases.ReleaseAsync(Token);

    /// <summary>Does what can be done now.</summary>
    /// <returns>When it wants to be asked again, of all replays the soonest.</returns>
    public async Task<TimeSpan> RunAsync()
    {
        for (; ; )
        {
            await _work.SettleAsync(Token);
            var pauses = new List<TimeSpan>();
            foreach (var number in await _leases.ClaimAsync(Token))
                pauses.Add(await _work.AdvanceAsync(number, Token));
            if (pauses.TrueForAll(pause => pause > TimeSpan.Zero))
                return pauses.Append(TimeSpan.FromSeconds(1)).Min();
        }
    }

    /// <summary>Requests that were sent have their result.</summary>
    public Task AnswerAsync(params IEnumerable<ReplayMark> marks) => Outcomes.ReceiveAsync([.. marks], Token);

    /// <summary>All that were sent and have none yet have their result.</summary>
    public Task AnswerAllAsync() => AnswerAsync(Sender.TakeMarks());

    public void Dispose() => _wake.Dispose();
}

/// <summary>Sends nothing, and says what it is told to.</summary>
internal sealed class ScriptedSender : IReplaySender
{
    private int _answered;

    /// <summary>What was to be sent, in order.</summary>
    public List<ReplayMessage> Messages { get; } = [];

    /// <summary>What becomes of a message; confirmed by default.</summary>
    public Func<ReplayMessage, Task<ReplaySent>> Behaviour { get; set; } = _ => Task.FromResult<ReplaySent>(new ReplaySent.Confirmed());

    public Task<ReplaySent> SendAsync(ReplayMessage message, CancellationToken cancellationToken)
    {
        Messages.Add(message);
        return Behaviour(message);
    }

    public void Say(ReplaySent sent) => Behaviour = _ => Task.FromResult(sent);

    /// <summary>The marks of messages since the last call.</summary>
    public IReadOnlyList<ReplayMark> TakeMarks()
    {
        var marks = Messages.Skip(_answered).Select(message => message.Mark).ToList();
        _answered = Messages.Count;
        return marks;
    }
}
