using Dispatch.Worker.Dashboard.Pages;

namespace Dispatch.Worker.Tests.Dashboard.Pages;

public sealed class LiveStreamTests
{
    [Fact]
    public void Each_line_of_a_message_stands_on_a_line_of_its_own() =>
        Assert.Equal("data: <p>\ndata: one\ndata: two</p>\n\n", LiveStream.Event("<p>\r\none\ntwo</p>"));
}
