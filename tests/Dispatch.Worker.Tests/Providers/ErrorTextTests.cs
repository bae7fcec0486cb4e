using System.Text;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("""{"error":{"message":"said","type":"x","code":null}}""")]
    [InlineData("""{"error":"said"}""")]
    [InlineData("""{"message":"said"}""")]
    [InlineData("""{"object":"error","message":"said","code":404}""")]
    [InlineData("""{"detail":"said"}""")]
    [InlineData("""[{"error":{"code":400,"message":"said","status":"INVALID_ARGUMENT"}}]""")]
    [InlineData("""{"error":{"code":1},"message":"said"}""")]
    [InlineData("""{"error":null,"message":"said"}""")]
    public void Finds_what_the_provider_says(string body) => Assert.Equal("said", Find(body));

    [Theory]
    [InlineData("")]
    [InlineData("Bad Gateway")]
    [InlineData("<html><body>502</body></html>")]
    [InlineData("""{"error":{"message":"cut""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""["said"]""")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"error":{"message":7}}""")]
    [InlineData("""{"error":{"message":""}}""")]
    [InlineData("""{"error":{"message":" \n"}}""")]
    [InlineData("""{"error":{"message":"\ud800"}}""")]
    [InlineData("""{"detail":[{"msg":"field required"}]}""")]
    public void Finds_nothing_where_nothing_is_said(string body) => Assert.Null(Find(body));

    private static string? Find(string body) => ErrorText.Find(Encoding.UTF8.GetBytes(body));
}
