using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class FailureMessageTests
{
    [Theory]
    [InlineData("as it is", "as it is")]
    [InlineData(" two\r\n lines\t", "two lines")]
    [InlineData("\u001b[31mred\u0000\u0007", "[31mred")]
    [InlineData("a\u2028b\u0085c", "a b c")]
    [InlineData("", "")]
    public void Is_one_line_without_control_characters(string text, string expected) =>
        Assert.Equal(expected, FailureMessage.Clean(text, Redaction.None));

    [Fact]
    public void Leaves_out_every_secret() =>
        Assert.Equal(
            "Incorrect key: [redacted], [redacted].",
            FailureMessage.Clean("Incorrect key: sk-one, sk-two.", new Redaction(["sk-one", "sk-two"])));

    [Fact]
    public void Leaves_no_part_of_a_secret_that_the_cut_goes_through()
    {
        var text = new string('x', Attempt.MaxMessageLength - 6) + "sk-secret";

        Assert.DoesNotContain("sk-", FailureMessage.Clean(text, new Redaction(["sk-secret"])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, 255)]
    [InlineData(256, 256)]
    [InlineData(257, 256)]
    [InlineData(60_000, 256)]
    public void Is_cut_to_what_an_attempt_holds(int length, int expected) =>
        Assert.Equal(expected, FailureMessage.Clean(new string('x', length), Redaction.None).Length);

    [Fact]
    public void Is_well_formed_and_short_enough_whatever_the_text() =>
        Gen.OneOf("a", " ", "\n", "😀", "é").Array[200, 300].Sample(parts =>
        {
            var clean = FailureMessage.Clean(string.Concat(parts), Redaction.None);

            Assert.InRange(clean.Length, 0, Attempt.MaxMessageLength);
            Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(clean)));
        });
}
