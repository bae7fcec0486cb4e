namespace Dispatch.Integration.Tests.Workers;

public sealed class WorkerProcessTests
{
    [Fact]
    public async Task A_worker_that_ends_before_it_is_ready_says_so()
    {
        var configuration = new { Transport = "pigeon" };

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(
            () => WorkerProcess.StartAsync(configuration, TestContext.Current.CancellationToken));

        Assert.StartsWith("The worker ended with code", ended.Message, StringComparison.Ordinal);
    }
}
