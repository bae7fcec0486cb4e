using Dispatch.Worker.Dashboard;

namespace Dispatch.Worker.Tests.Dashboard;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/dead-letters?state=any", "/dead-letters?state=any")]
    [InlineData("/", "/")]
    [InlineData(null, "/home")]
    [InlineData("", "/home")]
    [InlineData("//elsewhere.example", "/home")]
    [InlineData("/\\elsewhere.example", "/home")]
    [InlineData("https://elsewhere.example", "/home")]
    [InlineData("/a\r\nSet-Cookie: b", "/home")]
    [InlineData("/grüße", "/home")]
    public void Only_a_path_of_this_worker_is_gone_to(string? text, string path) => Assert.Equal(path, LocalPath.Of(text, "/home"));
}
