using Dispatch.Worker.Batches;

namespace Dispatch.Worker.Tests.Batches;

/// <summary>Runs a batch of a folder through a queue, as the command does.</summary>
internal sealed class BatchRun(TemporaryFolder folder, FakeQueue queue)
{
    public static Uri Broker { get; } = new("amqp://user:secret@broker.example:5672/vhost");

    public List<BatchLine.Bad> BadLines { get; } = [];

    public BatchProgress Progress { get; private set; } = new(TimeProvider.System);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public BatchSettings Settings { get; set; } = new()
    {
        Input = folder.Input,
        Files = new BatchFiles(folder.Results, folder.Errors),
        InFlight = 1000,
        Broker = Broker,
    };

    public BatchRun Embedded()
    {
        Settings = Settings with { Broker = null };
        return this;
    }

    public BatchRun Resuming()
    {
        Settings = Settings with { Resume = true };
        return this;
    }

    /// <summary>Runs it; true: to its end.</summary>
    public Task<bool> RunAsync(Action? onOpened = null) => RunUntilAsync(TestContext.Current.CancellationToken, onOpened);

    /// <summary>Runs it until it is stopped.</summary>
    public async Task<bool> RunUntilAsync(CancellationToken stop, Action? onOpened = null)
    {
        BatchStart.Check(Settings);
        await using var input = File.OpenRead(Settings.Input);
        var fingerprint = await InputFingerprint.OfAsync(input, CancellationToken.None);
        input.Position = 0;
        var state = await BatchStart.OpenAsync(Settings, fingerprint, CancellationToken.None);
        onOpened?.Invoke();
        Progress = new BatchProgress(Time);
        Progress.Expect(fingerprint.Lines);
        return await new BatchRunner(queue.OpenAsync, BadLines.Add, Time).RunAsync(Settings, state, input, Progress, stop);
    }
}
