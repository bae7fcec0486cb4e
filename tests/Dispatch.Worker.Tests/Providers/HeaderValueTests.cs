using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class HeaderValueTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("my app", true)]
    [InlineData("!~", true)]
    [InlineData(" a", false)]
    [InlineData("a ", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\u007f", false)]
    [InlineData("\u00e4", false)]
    public void Can_be_sent_where_it_is_printable_ascii_without_spaces_around_it(string value, bool canBeSent) =>
        Assert.Equal(canBeSent, HeaderValue.CanBeSent(value));
}
