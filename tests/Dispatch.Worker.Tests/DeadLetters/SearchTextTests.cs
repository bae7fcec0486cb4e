using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  -- * \" ", "")]
    [InlineData("Timeout", "timeout")]
    [InlineData("ticket-4711 Straße", "ticket+4711 straße")]
    [InlineData("\"quoted text\"", "quoted text")]
    [InlineData("a:b NEAR(c)", "a+b near+c")]
    public void What_is_typed_becomes_words_of_letters_and_digits(string typed, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchText.Parse(typed).Select(parts => string.Join('+', parts))));

    [Fact]
    public void The_text_of_a_letter_is_bounded_and_says_nothing_twice()
    {
        var letter = Letters.Make(said: "engine down");
        var many = letter with { Attempts = [.. Enumerable.Range(0, 40).SelectMany(_ => letter.Attempts)] };

        Assert.Equal("x ticket 1 chat every member of chat failed openai large engine down ", SearchText.Of(many, "x"));
        Assert.InRange(SearchText.Of(letter with { Message = string.Concat(Enumerable.Repeat("word ", 100_000)) }, "x").Length, 4000, 4096);
    }
}
