using System.Diagnostics.CodeAnalysis;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>The monitor's side of the in-memory transport: one letter after the other. One that cannot be kept waits, and those behind it.</summary>
internal sealed partial class MemoryLetters(
    ILetterReceiver receiver, LetterIntake intake, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<MemoryLetters> logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the store is said, and tried again until it is mended.")]
    public async Task ReceiveAsync(CompletionDeadLettered letter, ReplayMark? replay)
    {
        var stopping = lifetime.ApplicationStopping;
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await receiver.ReceiveAsync([QueuedLetter.Of(letter) with { Replay = replay }], stopping);
                intake.Trouble = null;
                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                intake.Trouble = exception.Message;
                LogRefused(exception, exception.Message);
            }

            await Task.Delay(pause, time, stopping);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A dead letter cannot be stored, and waits in memory: {Trouble} It is tried again.")]
    private partial void LogRefused(Exception exception, string trouble);
}
