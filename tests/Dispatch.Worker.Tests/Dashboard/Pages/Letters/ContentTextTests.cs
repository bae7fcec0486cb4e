using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Dashboard.Pages.Letters;

namespace Dispatch.Worker.Tests.Dashboard.Pages.Letters;

public sealed class ContentTextTests
{
    [Fact]
    public void A_body_is_shown_a_member_on_each_line_and_its_characters_as_they_are() =>
        Assert.Equal("{\n  \"text\": \"Grüße <b> & 'you'\"\n}", ContentText.Of(JsonElement.Parse("""{"text":"Grüße <b> & 'you'"}""")).ReplaceLineEndings("\n"));

    [Fact]
    public void What_is_JSON_but_no_text_is_shown_as_it_came() =>
        Assert.Equal("""{"text":"\ud83d"}""", ContentText.Of(JsonElement.Parse("""{"text":"\ud83d"}""")));

    [Theory]
    [InlineData(new byte[] { 0x68, 0x69 }, "hi")]
    [InlineData(new byte[] { 0xFF, 0x00 }, "FF00")]
    public void Bytes_are_text_where_they_can_be(byte[] bytes, string text) => Assert.Equal(text, ContentText.Of(new RawMessage { Body = bytes }));

    [Fact]
    public void What_is_too_long_is_cut_and_counted() =>
        Assert.Equal((ContentText.Shown, 3), ContentText.Cut(new string('x', ContentText.Shown + 3)) is var cut ? (cut.Text.Length, cut.Hidden) : default);
}
