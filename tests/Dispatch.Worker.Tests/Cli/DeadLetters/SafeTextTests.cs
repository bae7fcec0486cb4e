using Dispatch.Worker.Cli.DeadLetters;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain, äöü 漢字 🚀", "plain, äöü 漢字 🚀")]
    [InlineData("a\r\nb\tc", @"a\r\nb\tc")]
    [InlineData("\u001b[31mred\u009b0m", @"\u001b[31mred\u009b0m")]
    [InlineData("left\u202Eright\u200b\u2028end", @"left\u202eright\u200b\u2028end")]
    [InlineData("\U000E0041", @"\U000e0041")]
    public void A_line_shows_what_a_terminal_would_obey(string text, string line) => Assert.Equal(line, SafeText.Line(text));

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("half \ufffd", SafeText.Line("half \ud800"));

    [Fact]
    public void Lines_stay_lines() => Assert.Equal("a\nb\\u0007\nc", SafeText.Lines("a\r\nb\u0007\nc"));

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("漢字漢字", 8, "漢字漢字")]
    [InlineData("漢字漢字", 6, "漢字…")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…")]
    [InlineData("ab", 1, "…")]
    public void A_text_that_is_too_wide_is_cut_between_characters(string text, int width, string cut)
    {
        Assert.Equal(cut, SafeText.Fit(text, width));
        Assert.InRange(SafeText.Width(cut), 0, width);
    }
}
