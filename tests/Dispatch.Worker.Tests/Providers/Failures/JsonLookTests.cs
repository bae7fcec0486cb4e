using System.Text.Json;
using Dispatch.Worker.Providers.Failures;

namespace Dispatch.Worker.Tests.Providers.Failures;

public sealed class JsonLookTests
{
    [Theory]
    [InlineData("""  "Text." """, true)]
    [InlineData("""  "text" """, true)]
    [InlineData("""  "é" """, true)]
    [InlineData("""  "\"" """, true)]
    [InlineData("""  "\\" """, true)]
    [InlineData("""  "\u0041" """, true)]
    [InlineData("""  "A\ud83d\ude00" """, true)]
    [InlineData("""  "" """, false)]
    [InlineData("""  " \n\t\r" """, false)]
    [InlineData("""  "\u0020" """, false)]
    [InlineData("""  "A\ud83d" """, false)]
    [InlineData("""  "\u00a0" """, false)]
    [InlineData("  1 ", false)]
    [InlineData("  null ", false)]
    [InlineData("""  ["Text"] """, false)]
    public void A_text_is_what_can_be_read_and_is_not_blank(string json, bool isText)
    {
        var element = JsonElement.Parse(json);

        Assert.Equal(isText, element.IsText());
        Assert.Equal(isText, element.AsText() is not null);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_no_text()
    {
        var element = JsonElement.Parse([(byte)'"', (byte)'A', 0xFF, (byte)'"']);

        Assert.False(element.IsText());
        Assert.Null(element.AsText());
    }
}
