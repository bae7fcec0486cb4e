using System.CommandLine;
using System.Text.Json;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Json;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters watch</c>: the groups as they grow, or a line for each new dead letter. Ctrl-C ends it, and is no error.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static Command Create(LetterCommand commands)
    {
        var interval = new Option<string>("--interval") { Description = "How often to look; 100ms to 1h", HelpName = "DURATION", DefaultValueFactory = _ => "2s" };
        return commands.Filtered("watch", "Watch the groups in a terminal; in a pipe or with --json, a line for each dead letter that comes", async (invocation, cancellationToken) =>
        {
            var period = Period(invocation.Arguments.GetValue(interval)!);
            try
            {
                if (!invocation.IsJson && Terminal.IsLive(invocation.Console))
                    await DrawAsync(invocation, period, cancellationToken);
                else
                    await WriteAsync(invocation, period, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // That is how it ends.
            }

            return ExitCodes.Done;
        }, interval);
    }

    private static async Task DrawAsync(LetterInvocation invocation, TimeSpan period, CancellationToken cancellationToken)
    {
        var screen = new WatchScreen(invocation.Console);
        await screen.ReadAsync(invocation, cancellationToken);
        await invocation.Console.Live(screen.Draw()).StartAsync(live => TickAsync(invocation, period, async () =>
        {
            await screen.ReadAsync(invocation, cancellationToken);
            live.UpdateTarget(screen.Draw());
        }, trouble => live.UpdateTarget(screen.Draw(trouble)), cancellationToken));
    }

    private static async Task WriteAsync(LetterInvocation invocation, TimeSpan period, CancellationToken cancellationToken)
    {
        var letters = new NewLetters(invocation.Source, invocation.Filter);
        await letters.StartAsync(cancellationToken);
        await invocation.Error.WriteLineAsync("Watching for dead letters; Ctrl-C ends.");
        await TickAsync(invocation, period, async () =>
        {
            foreach (var letter in await letters.ReadAsync(cancellationToken))
                await invocation.Output.WriteLineAsync(invocation.IsJson ? JsonSerializer.Serialize(letter, LetterJson.Options) : Line(letter));
            await invocation.Output.FlushAsync(cancellationToken);
        }, invocation.Error.WriteLine, cancellationToken);
    }

    // A worker that is started anew, or a store that is locked for a while, does not end the watch.
    private static async Task TickAsync(LetterInvocation invocation, TimeSpan period, Func<Task> tick, Action<string> tell, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, invocation.Time);
        string? told = null;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await tick();
                told = null;
            }
            catch (RefusedException refused) when (refused.ExitCode == ExitCodes.Broken)
            {
                if (told != refused.Message)
                    tell(told = refused.Message);
            }
        }
    }

    private static string Line(LetterSummary letter) => SafeText.Line(
        $"{SafeText.Time(letter.DeadLetteredAt)} UTC  {letter.Id}  {letter.RoutingGroup ?? "-"}  {SafeText.NameOf(letter.Reason)}  {letter.Provider ?? "-"}  {letter.RequestId}  {letter.Message}");

    private static TimeSpan Period(string written) => Duration.TryParse(written, out var period) && period >= Shortest && period <= Longest
        ? period
        : throw new RefusedException($"--interval is '{SafeText.Line(written)}'; it must be 100ms to 1h.");
}
