using Dispatch.Worker.DeadLetters.Replays;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>One replay from its preview to its end.</summary>
/// <param name="invocation">What is at hand.</param>
/// <param name="isAgreed">Nobody is to be asked.</param>
/// <param name="isFollowed">It is followed until it ends.</param>
internal sealed class ReplayRun(LetterInvocation invocation, bool isAgreed, bool isFollowed)
{
    public async Task<int> PreviewAsync(ReplayOrder order, CancellationToken cancellationToken)
    {
        var preview = await invocation.Source.PreviewAsync(order, cancellationToken);
        if (invocation.IsJson)
            await invocation.WriteJsonAsync(preview);
        else if (preview.Total == 0)
            await NothingFound.TellAsync(invocation, cancellationToken);
        else
            ReplayText.Write(preview, order, invocation.Console);
        return ExitCodes.Done;
    }

    public async Task<int> RunAsync(ReplayOrder order, CancellationToken cancellationToken)
    {
        if (!await IsWantedAsync(order, cancellationToken))
            return ExitCodes.Done;

        var job = await invocation.Source.ReplayAsync(order, cancellationToken);
        if (!isFollowed)
        {
            await TellAsync(job);
            return ExitCodes.Done;
        }

        if (!invocation.IsJson)
            await invocation.Output.WriteLineAsync($"Replay {job.Id:D}. Ctrl-C ends the waiting alone: it goes on.");
        var end = await new ReplayFollower(invocation).FollowAsync(job, cancellationToken);
        if (invocation.IsJson)
            await invocation.WriteJsonAsync(end);
        return ReplayText.IsGood(end) ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    // False: there is nothing to send, or nobody wants it; it has been said.
    private async Task<bool> IsWantedAsync(ReplayOrder order, CancellationToken cancellationToken)
    {
        var preview = await invocation.Source.PreviewAsync(order, cancellationToken);
        if (preview.Total == 0)
        {
            if (invocation.IsJson)
                await invocation.WriteJsonAsync(preview);
            else
                await NothingFound.TellAsync(invocation, cancellationToken);
            return false;
        }

        if (!invocation.IsJson)
            ReplayText.Write(preview, order, invocation.Console);
        if (preview.ToSend == 0)
            throw new RefusedException($"None of them can be sent, so nothing was done. {string.Join(' ', preview.Skipped.Select(skipped => skipped.Why))}", ExitCodes.Incomplete);
        if (isAgreed)
            return true;

        var question = $"Send {SafeText.Count(preview.ToSend, "request")} again?";
        var isWanted = await invocation.AskAsync(question, cancellationToken)
            ?? throw new RefusedException("There is no terminal to ask on; give --yes to send them, or --preview to see what that would do.");
        if (!isWanted)
            invocation.Console.WriteLine("Nothing was sent.");
        return isWanted;
    }

    private async Task TellAsync(ReplayJob job)
    {
        if (invocation.IsJson)
        {
            await invocation.WriteJsonAsync(job);
            return;
        }

        await invocation.Output.WriteLineAsync($"Replay {job.Id:D} begins: {SafeText.Count(job.Progress.Total - job.Progress.Skipped, "request")}. {invocation.Source.CarriedOutBy}");
        await invocation.Output.WriteLineAsync($"See how it goes: dispatch dead-letters replays show {job.Id:D}");
    }
}
