using CsCheck;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class LetterIdentityTests
{
    [Fact]
    public void The_same_letter_has_the_same_and_another_of_the_same_request_another()
    {
        var identity = LetterIdentity.Of(Letters.Make());

        Assert.Equal(identity, LetterIdentity.Of(Letters.Make(said: "read again")));
        Assert.NotEqual(identity, LetterIdentity.Of(Letters.Make(at: Letters.Noon.AddTicks(1))));
        Assert.NotEqual(identity, LetterIdentity.Of(Letters.Make("ticket-2")));
        Assert.Matches("^[0-9a-hjkmnp-tv-z]{16}$", identity.Id);
    }

    [Fact]
    public void Keys_are_ordered_by_time_and_tell_it_to_the_millisecond() => Gen.Select(Gen.Int[0, 2_000_000_000], Gen.Int[1, 100_000], Gen.String).Sample((seconds, later, id) =>
    {
        var at = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);
        var key = LetterIdentity.Of(Letters.Make("x" + id, at: at)).Key;

        Assert.Equal(at, LetterIdentity.TimeOf(key));
        Assert.InRange(key, LetterIdentity.FirstKeyOf(at), LetterIdentity.FirstKeyOf(at.AddMilliseconds(1)) - 1);
        Assert.True(key < LetterIdentity.Of(Letters.Make("y" + id, at: at.AddMilliseconds(later))).Key);
    });

    [Theory]
    [InlineData(2, 2020)]
    [InlineData(9999, 2089)]
    public void A_time_out_of_range_counts_as_the_nearest(int year, int expected) =>
        Assert.Equal(expected, LetterIdentity.TimeOf(LetterIdentity.Of(Letters.Make(at: new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero))).Key).Year);

    [Theory]
    [InlineData("0", true)]
    [InlineData("7fffffffffffffff", true)]
    [InlineData("8000000000000000", false)]
    [InlineData("-1", false)]
    [InlineData("x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_cursor_is_read_as_it_was_written_and_nothing_else_is(string? text, bool isCursor)
    {
        Assert.Equal(isCursor, LetterCursor.TryParse(text, out var cursor));
        if (isCursor)
            Assert.Equal(text, cursor.ToString());
    }
}
