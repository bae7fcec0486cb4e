using System.Diagnostics.CodeAnalysis;
using Dispatch.Worker.Batches;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Cli;

/// <summary>Carries out <c>dispatch batch</c>: the files, the host, the run, and what is said of it.</summary>
internal sealed class BatchJob(BuildBatchHost buildHost, Func<Stream> openStandardInput, TimeProvider time, TextWriter error)
{
    private const int BrokerInFlight = 5000;
    private const int PrefetchesInFlight = 4;

    // The host has nothing to do any more, or has been given its time.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(5);

    /// <param name="settings">What to do; the number in flight is filled in here.</param>
    /// <param name="inFlight">The most in flight; null: the default.</param>
    /// <param name="configPath">The configuration file; null: the default.</param>
    /// <param name="stop">Stops the batch.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="BatchRefusedException">It cannot begin.</exception>
    public async Task<int> RunAsync(BatchSettings settings, int? inFlight, string? configPath, CancellationToken stop)
    {
        var console = Terminal.On(error);
        var reporter = new BatchReporter(console, Terminal.IsLive(console), time);
        BatchStart.Check(settings);
        if (buildHost(configPath, settings.Broker, error) is not { } host)
            return ExitCodes.BadConfiguration;

        var messaging = host.Services.GetRequiredService<MessagingSettings>();
        settings = settings with
        {
            InFlight = inFlight ?? (settings.Broker is null ? PrefetchesInFlight * messaging.Prefetch : BrokerInFlight),
            Grace = settings.Broker is null ? messaging.Grace : TimeSpan.Zero,
        };

        try
        {
            return await RunAsync(settings, host, reporter, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Stopped;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BatchRefusedException(exception.Message);
        }
        catch (BatchBrokenException broken)
        {
            reporter.Say("red", broken.Message);
            SayHowToGoOn(settings, reporter);
            return ExitCodes.Broken;
        }
        finally
        {
            await EndAsync(host);
        }
    }

    private async Task<int> RunAsync(BatchSettings settings, IHost host, BatchReporter reporter, CancellationToken stop)
    {
        var isStandardInput = settings.Input == BatchSettings.StandardInput;
        var input = isStandardInput ? openStandardInput() : File.OpenRead(settings.Input);
        await using (input)
        {
            var progress = new BatchProgress(time);
            var fingerprint = isStandardInput ? null : await InputFingerprint.OfAsync(input, stop);
            var state = await BatchStart.OpenAsync(settings, fingerprint, stop);
            if (fingerprint is not null)
            {
                progress.Expect(fingerprint.Lines);
                input.Position = 0;
            }

            await StartAsync(host, stop);

            // Said before anything is stopped: callbacks of a token run in no order to rely on.
            using var halt = new CancellationTokenSource();
            using var onStop = stop.Register(() => SayAndStop(settings, reporter, halt));
            var runner = new BatchRunner(host.Services.GetRequiredService<BatchChannelFactory>().OpenAsync, reporter.BadLine, time);
            var run = runner.RunAsync(settings, state, input, progress, halt.Token);
            var isComplete = await reporter.DuringAsync(progress, run);
            return Conclude(settings, progress.Tally(), isComplete, reporter);
        }
    }

    private static int Conclude(BatchSettings settings, BatchTally tally, bool isComplete, BatchReporter reporter)
    {
        reporter.Summary(tally);
        if (BatchText.Failed(tally) > 0)
            reporter.Say("yellow", $"Dead letters and bad lines are in {settings.Files.Errors}.");
        if (isComplete)
            return tally.IsSuccess ? ExitCodes.Done : ExitCodes.Incomplete;

        SayHowToGoOn(settings, reporter);
        return ExitCodes.Stopped;
    }

    private static void SayHowToGoOn(BatchSettings settings, BatchReporter reporter) => reporter.Say("yellow",
        settings.Input == BatchSettings.StandardInput
            ? "The batch is not done. It was read from standard input, so it cannot go on; what was written stays."
            : "The batch is not done. Give the same command with --resume to go on.");

    private static void SayAndStop(BatchSettings settings, BatchReporter reporter, CancellationTokenSource halt)
    {
        reporter.Say("yellow", settings.Grace > TimeSpan.Zero
            ? $"Stopping; what is in flight has {BatchText.Time(settings.Grace)} to finish. Once more ends it at once."
            : "Stopping.");
        halt.Cancel();
    }

    private static async Task StartAsync(IHost host, CancellationToken stop)
    {
        try
        {
            await host.StartAsync(stop);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new BatchBrokenException($"The transport cannot be used: {exception.GetBaseException().Message}", exception);
        }
    }

    // The host would give what is in work its grace time once more; a batch that was stopped has waited for that already.
    [SuppressMessage("Design", "CA1031", Justification = "What was to be written is written; how the transport ends changes nothing any more.")]
    private async Task EndAsync(IHost host)
    {
        try
        {
            await StopAsync(host).WaitAsync(TimeToStop, time);
        }
        catch (Exception)
        {
        }
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        host.Dispose();
    }
}
