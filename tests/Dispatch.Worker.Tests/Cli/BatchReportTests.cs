using Dispatch.Worker.Batches;
using Dispatch.Worker.Cli;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace Dispatch.Worker.Tests.Cli;

public sealed class BatchReportTests : IDisposable
{
    private static readonly BatchTally Tally = new()
    {
        Lines = 10_000,
        Results = 2_450,
        DeadLetters = 40,
        BadLines = 10,
        InFlight = 256,
        InputTokens = 1_000,
        OutputTokens = 500,
        Providers = [new("steady", 2_000), new("[odd]", 450)],
        Reasons = [new("chainExhausted", 40)],
        Elapsed = TimeSpan.FromSeconds(10),
    };

    private readonly StringWriter _text = new();

    public void Dispose() => _text.Dispose();

    private IAnsiConsole Console => Terminal.On(_text);

    [Fact]
    public void A_line_says_how_far_it_is()
    {
        Assert.Equal(
            "2500 of 10000 done (25.0%), 50 failed, 256 in flight, 250/s, 30s left; steady 2,000, [odd] 450",
            BatchText.Line(Tally, 250));
        Assert.Equal(
            "2500 done (of an unknown number), 50 failed, 256 in flight, 0.0/s; steady 2,000, [odd] 450",
            BatchText.Line(Tally with { Lines = null }, 0));
    }

    [Fact]
    public void The_screen_shows_a_bar_and_the_counts()
    {
        Console.Write(BatchScreen.Progress(Tally, 250));

        Assert.Equal(
            """
            ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 2,500 of 10,000 (25.0%)
            2,450 answered  50 failed  256 in flight  250/s  30s left
            steady 2,000  [odd] 450
            """,
            _text.ToString().TrimEnd());
    }

    [Fact]
    public void The_summary_lists_every_count()
    {
        new BatchReporter(Console, isLive: false, TimeProvider.System).Summary(Tally with { Earlier = 100, InFlight = 0 });

        Assert.Equal(
            """
            Lines              10,000
            Results            2,450
            Dead letters       40 (chainExhausted 40)
            Bad lines          10
            From earlier runs  100
            Answered by        steady 2,000, [odd] 450
            Tokens             1,000 in, 500 out
            Time               10s (239/s)
            """,
            _text.ToString().TrimEnd());
    }

    [Fact]
    public async Task Without_a_terminal_a_line_comes_every_five_seconds()
    {
        var time = new FakeTimeProvider();
        var reporter = new BatchReporter(Console, isLive: false, time);
        var work = new TaskCompletionSource<int>();

        var reporting = reporter.DuringAsync(new BatchProgress(time), work.Task);
        for (var second = 0; second < 14; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await WaitForAsync(() => Lines() == (second + 1) / 5);
        }

        work.SetResult(7);
        Assert.Equal(7, await reporting);
        Assert.Equal(2, Lines());

        int Lines()
        {
            lock (_text)
                return _text.ToString().Split("in flight").Length - 1;
        }
    }

    [Fact]
    public void Bad_lines_are_named_up_to_a_number()
    {
        var reporter = new BatchReporter(Console, isLive: false, TimeProvider.System);

        for (var number = 1; number <= 100; number++)
            reporter.BadLine(new BatchLine.Bad(number, null, "It is [bad]."));

        var lines = _text.ToString().TrimEnd().Split('\n');
        Assert.Equal(21, lines.Length);
        Assert.Equal("Line 20: It is [bad].", lines[19].TrimEnd());
        Assert.Equal("Further bad lines are named in the errors only.", lines[20].TrimEnd());
    }

    [Fact]
    public void The_rate_is_that_of_the_last_while()
    {
        var meter = new RateMeter();
        for (var second = 0; second <= 60; second++)
            meter.Sample(new BatchTally { Elapsed = TimeSpan.FromSeconds(second), Results = 1000 + 10 * second });

        var rate = meter.Sample(new BatchTally { Elapsed = TimeSpan.FromSeconds(61), Results = 1610 });

        Assert.Equal(10, rate, 0.5);
        Assert.Equal(TimeSpan.FromSeconds(39), RateMeter.Left(new BatchTally { Lines = 2000, Results = 1610 }, 10));
        Assert.Null(RateMeter.Left(new BatchTally { Lines = 2000 }, 0));
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
