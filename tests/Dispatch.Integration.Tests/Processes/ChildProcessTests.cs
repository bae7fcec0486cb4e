namespace Dispatch.Integration.Tests.Processes;

public sealed class ChildProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_is_found_that_was_printed_before_or_is_printed_later()
    {
        await using var child = Shell("echo early; sleep 0.2; echo late; exit 3");

        Assert.Equal("late", await child.WaitForLineAsync("late", Cancellation));
        Assert.Equal("early", await child.WaitForLineAsync("early", Cancellation));
        Assert.Equal(3, await child.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task A_line_that_never_comes_is_an_error_which_holds_the_output()
    {
        await using var child = Shell("echo something else >&2");

        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => child.WaitForLineAsync("ready", Cancellation));

        Assert.Contains("something else", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_termination_lets_the_process_finish()
    {
        await using var child = Shell("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        await child.WaitForLineAsync("ready", Cancellation);

        Assert.Equal(7, await child.TerminateAsync(TimeSpan.FromSeconds(20), Cancellation));
        Assert.EndsWith("bye", child.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_ignores_its_termination_is_killed_and_named()
    {
        await using var child = Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await child.WaitForLineAsync("ready", Cancellation);

        await Assert.ThrowsAsync<TimeoutException>(() => child.TerminateAsync(TimeSpan.FromMilliseconds(200), Cancellation));

        Assert.True(child.HasExited);
    }

    private static ChildProcess Shell(string script) =>
        ChildProcess.Start("sh", ["-c", script], new Dictionary<string, string?>(), Path.GetTempPath());
}
