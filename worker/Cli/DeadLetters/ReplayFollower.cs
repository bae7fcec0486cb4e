using Dispatch.Worker.DeadLetters.Replays;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Tells how a replay goes until it ends: drawn in place on a terminal, else a line where something has changed, every few seconds.</summary>
internal sealed class ReplayFollower(LetterInvocation invocation)
{
    private static readonly TimeSpan LivePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unusual = TimeSpan.FromSeconds(30);

    private const int BarWidth = 40;

    private string _line = "";
    private string? _hint;
    private DateTimeOffset _changedAt = invocation.Time.GetUtcNow();

    /// <returns>The replay as it ended.</returns>
    public async Task<ReplayJob> FollowAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        if (!invocation.IsJson && Terminal.IsLive(invocation.Console))
        {
            await invocation.Console.Live(Draw(job)).StartAsync(async live =>
                job = await PollAsync(job, LivePeriod, now => live.UpdateTarget(Draw(now)), cancellationToken));
        }
        else
        {
            job = await PollAsync(job, LinePeriod, WriteLine, cancellationToken);
        }

        if (job.Why is { } why && !invocation.IsJson)
            invocation.Console.WriteLine(SafeText.Line(why));
        return job;
    }

    private async Task<ReplayJob> PollAsync(ReplayJob job, TimeSpan period, Action<ReplayJob> tell, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, invocation.Time);
        for (tell(job); !ReplayText.HasEnded(job); tell(job))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            job = await invocation.Source.FindReplayAsync(job.Id, cancellationToken)
                ?? throw new RefusedException($"The replay {job.Id:D} is no longer there.", ExitCodes.Broken);
        }

        return job;
    }

    private void WriteLine(ReplayJob job)
    {
        if (Notice(job) && !invocation.IsJson)
            invocation.Output.WriteLine(_line);
        if (Hint(job) is { } hint && hint != _hint)
            invocation.Error.WriteLine(_hint = hint);
    }

    private Rows Draw(ReplayJob job)
    {
        Notice(job);
        var rows = new List<IRenderable> { new Markup(Bar(job.Progress)), new Text(_line) };
        if (Hint(job) is { } hint)
            rows.Add(new Markup($"[grey]{Markup.Escape(hint)}[/]"));
        return new Rows(rows);
    }

    private bool Notice(ReplayJob job)
    {
        var line = ReplayText.Line(job);
        if (line == _line)
            return false;

        (_line, _changedAt) = (line, invocation.Time.GetUtcNow());
        return true;
    }

    private string? Hint(ReplayJob job) => job.State switch
    {
        ReplayState.Paused => $"It is paused; dispatch dead-letters replays resume {job.Id:D} lets it go on.",
        ReplayState.Running when job.Progress.Sent == 0 && invocation.Time.GetUtcNow() - _changedAt > Unusual => invocation.Source.CarriedOutBy,
        ReplayState.Running => job.Why is { } why ? SafeText.Line(why) : null,
        _ => null,
    };

    private static string Bar(ReplayProgress progress)
    {
        var (good, bad) = (Width(progress.Resolved), Width(progress.ReturnedSame + progress.ReturnedOther + progress.Lost));
        bad = Math.Min(bad, BarWidth - good);
        return $"[green]{new string('━', good)}[/][red]{new string('━', bad)}[/][grey]{new string('━', BarWidth - good - bad)}[/]";

        int Width(int count) => progress.Total == 0 ? 0 : (int)((long)count * BarWidth / progress.Total);
    }
}
