using System.CommandLine;
using Dispatch.Worker.DeadLetters.Replays;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters replays</c>: the replays there were, and what can be done about one of them.</summary>
internal static class ReplaysCommand
{
    private const int MostListed = 200;

    public static Command Create(LetterCommand commands) => new("replays", "See the replays, pause, resume or cancel one")
    {
        List(commands),
        Show(commands),
        Change(commands, "pause", "Send nothing more until it is resumed", ReplayChange.Pause),
        Change(commands, "resume", "Let it go on: after a pause where it was, after a stop from the first step", ReplayChange.Resume),
        Change(commands, "cancel", "End it: what was not sent is not sent any more", ReplayChange.Cancel),
        Change(commands, "send-again", "Send those again of which it is not known whether they were sent", ReplayChange.SendAgain),
    };

    private static Command List(LetterCommand commands)
    {
        var limit = Limits.Option(standard: 20);
        return commands.Plain("list", "List the replays, the newest first", async (invocation, cancellationToken) =>
        {
            var jobs = await invocation.Source.ReplaysAsync(Math.Min(Limits.Read(invocation.Arguments, limit), MostListed), cancellationToken);
            if (invocation.IsJson)
                await invocation.WriteJsonAsync(new { replays = jobs });
            else if (jobs.IsEmpty)
                invocation.Console.WriteLine("Nothing has been replayed yet.");
            else
                Table(jobs).WriteTo(invocation.Console);
            return ExitCodes.Done;
        }, limit);
    }

    private static Command Show(LetterCommand commands)
    {
        var id = Id();
        var wait = new Option<bool>("--wait") { Description = "Follow it until it ends; exit code 1 where it stopped, or not every request has its result" };
        return commands.Plain("show", "Show how far a replay is", async (invocation, cancellationToken) =>
        {
            var job = await invocation.Source.FindReplayAsync(Read(invocation.Arguments, id), cancellationToken)
                ?? throw new RefusedException("There is no such replay; see dispatch dead-letters replays list.", ExitCodes.Incomplete);
            if (!invocation.Arguments.GetValue(wait))
                return await TellAsync(invocation, job);

            var end = await new ReplayFollower(invocation).FollowAsync(job, cancellationToken);
            if (invocation.IsJson)
                await invocation.WriteJsonAsync(end);
            return ReplayText.IsGood(end) ? ExitCodes.Done : ExitCodes.Incomplete;
        }, id, wait);
    }

    private static Command Change(LetterCommand commands, string name, string description, ReplayChange change)
    {
        var id = Id();
        return commands.Plain(name, description, async (invocation, cancellationToken) =>
            await TellAsync(invocation, await invocation.Source.ChangeReplayAsync(Read(invocation.Arguments, id), change, cancellationToken)), id);
    }

    private static async Task<int> TellAsync(LetterInvocation invocation, ReplayJob job)
    {
        if (invocation.IsJson)
        {
            await invocation.WriteJsonAsync(job);
            return ExitCodes.Done;
        }

        invocation.Console.WriteLine($"Replay {job.Id:D} of {SafeText.Time(job.CreatedAt)} UTC, ordered by {SafeText.Line(job.Order.Who)}");
        invocation.Console.WriteLine(ReplayText.Line(job));
        if (job.Why is { } why)
            invocation.Console.WriteLine(SafeText.Line(why));
        return ExitCodes.Done;
    }

    private static FittedTable Table(IEnumerable<ReplayJob> jobs)
    {
        var table = new FittedTable(
            new FittedColumn("Id"),
            new FittedColumn("Created (UTC)", Rank: 2),
            new FittedColumn("State", Style: state => state switch { "running" => "blue", "done" => "green", "stopped" => "red", _ => "grey" }),
            new FittedColumn("Total", IsNumber: true),
            new FittedColumn("Sent", IsNumber: true, Rank: 3),
            new FittedColumn("Resolved", IsNumber: true),
            new FittedColumn("Came back", IsNumber: true),
            new FittedColumn("Who", Least: 10, Rank: 1));
        foreach (var job in jobs)
        {
            var progress = job.Progress;
            table.AddRow(
                job.Id.ToString("D"), SafeText.Time(job.CreatedAt), SafeText.NameOf(job.State), SafeText.Number(progress.Total), SafeText.Number(progress.Sent),
                SafeText.Number(progress.Resolved), SafeText.Number(progress.ReturnedSame + progress.ReturnedOther), job.Order.Who);
        }

        return table;
    }

    private static Argument<string> Id() => new("ID") { Description = "The replay's id" };

    private static Guid Read(ParseResult arguments, Argument<string> id) => Guid.TryParse(arguments.GetValue(id), out var read)
        ? read
        : throw new RefusedException($"'{SafeText.Line(arguments.GetValue(id)!)}' is no id of a replay; see dispatch dead-letters replays list.");
}
