using System.Text;
using Dispatch.Worker.Providers.Failures;

namespace Dispatch.Worker.Tests.Providers.Failures;

public sealed class ErrorBodyReaderTests
{
    [Theory]
    [InlineData("""{"error":{"message":"said","type":"x","code":null}}""")]
    [InlineData("""{"error":"said"}""")]
    [InlineData("""{"message":"said"}""")]
    [InlineData("""{"Message":"said"}""")]
    [InlineData("""{"object":"error","message":"said","code":404}""")]
    [InlineData("""{"detail":"said"}""")]
    [InlineData("""{"detail":{"message":"said"}}""")]
    [InlineData("""[{"error":{"code":400,"message":"said","status":"INVALID_ARGUMENT"}}]""")]
    [InlineData("""{"error":{"code":1},"message":"said"}""")]
    [InlineData("""{"error":null,"message":"said"}""")]
    [InlineData("""{"errors":[{"code":"x","message":"said"}],"success":false}""")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"said"}}}""")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"said\"}}"}}}""")]
    public void Finds_what_the_provider_says(string body) => Assert.Equal("said", Read(body).Message);

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
    [InlineData("""{"error":{"metadata":{"raw":"{}","headers":{"\ud800":"x"}}}}""")]
    public void Finds_nothing_where_nothing_is_said(string body) => Assert.Null(Read(body).Message);

    [Theory]
    [InlineData("""{"error":{"code":"c","type":"t","status":"s","innererror":{"code":"i"},"details":[{"reason":"r"}]}}""", "r i c t s")]
    [InlineData("""{"error":{"code":7,"type":null}}""", "")]
    [InlineData("""{"__type":"com.amazon#ValidationException:http://x/"}""", "ValidationException")]
    [InlineData("""{"error":{"code":"c","metadata":{"flagged_input":"x","limit_source":"l","raw":"{\"error\":{\"code\":\"b\"}}"}}}""", "c flagged_input l b")]
    public void Finds_the_codes_with_the_most_telling_first(string body, string codes) =>
        Assert.Equal(codes, string.Join(' ', Read(body).Codes.Distinct()));

    [Theory]
    [InlineData("""{"error":{"code":502}}""", 502)]
    [InlineData("""{"error":{"code":"429"}}""", 429)]
    [InlineData("""{"code":404}""", 404)]
    [InlineData("""{"error":{"code":200}}""", null)]
    [InlineData("""{"error":{"code":1500}}""", null)]
    [InlineData("""{"error":{"code":4e2}}""", null)]
    [InlineData("""{"error":{"code":{}}}""", null)]
    public void Finds_the_status_that_the_body_names(string body, int? status) => Assert.Equal(status, Read(body).Status);

    private static ErrorBody Read(string body) => ErrorBodyReader.Read(Encoding.UTF8.GetBytes(body));
}
