using Dispatch.Worker.Cli.DeadLetters;
using Spectre.Console;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

public sealed class FittedTableTests
{
    private static readonly FittedColumn[] Columns =
    [
        new("Id"), new("Count", IsNumber: true), new("State", Rank: 1, Style: _ => "red"), new("Provider", Least: 8, Rank: 2), new("Message", Least: 10),
    ];

    [Theory]
    [InlineData(33)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(300)]
    public void Every_row_is_one_line_and_no_line_is_wider_than_the_terminal(int width)
    {
        var lines = Draw(width);

        // Two rows, the heading, and three lines of border.
        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.InRange(SafeText.Width(line), 1, width));
        Assert.Contains("0123456789abcdef", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_are_cut_before_columns_go_and_the_least_important_column_goes_first()
    {
        Assert.Contains("漢字漢字 [x] and a rather long message, which goes on and on\\n and on", Draw(300)[3], StringComparison.Ordinal);
        Assert.Contains("…", Draw(80)[3], StringComparison.Ordinal);
        Assert.Contains("Provider", Draw(80)[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Provider", Draw(55)[1], StringComparison.Ordinal);
        Assert.Contains("State", Draw(55)[1], StringComparison.Ordinal);
        Assert.DoesNotContain("State", Draw(40)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_may_wrap_is_there_to_its_end()
    {
        var lines = Draw(60, [.. Columns[..^1], Columns[^1] with { Wraps = true }]);

        Assert.InRange(lines.Length, 7, 20);
        Assert.All(lines, line => Assert.InRange(SafeText.Width(line), 1, 60));
        Assert.Contains("and on", lines[^4], StringComparison.Ordinal);
    }

    private static string[] Draw(int width, FittedColumn[]? columns = null)
    {
        var table = new FittedTable(columns ?? Columns);
        table.AddRow("0123456789abcdef", "12", "open", "a provider with a long name", "漢字漢字 [x] and a rather long message, which goes on and on\n and on");
        table.AddRow("0123456789abcdeg", "3", "archived", null, "short");
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        table.WriteTo(console);
        return writer.ToString().TrimEnd('\n').Split('\n');
    }
}
