using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Tests.Providers.Http;

public sealed class CallsLeftTests
{
    [Theory]
    [InlineData("x-ratelimit-remaining-requests", "17", 17)]
    [InlineData("anthropic-ratelimit-requests-remaining", "0", 0)]
    [InlineData("X-RateLimit-Remaining", "3", 3)]
    [InlineData("RateLimit-Remaining", "5", 5)]
    [InlineData("x-ratelimit-remaining-tokens", "17", null)]
    [InlineData("x-ratelimit-remaining-requests", "-1", null)]
    [InlineData("x-ratelimit-remaining-requests", "99999999999999999999", null)]
    [InlineData("x-ratelimit-remaining-requests", "NaN", null)]
    [InlineData("x-ratelimit-remaining-requests", "0.5", null)]
    [InlineData("x-ratelimit-remaining-requests", "", null)]
    public void Are_read_from_the_headers_that_providers_send(string name, string value, int? expected)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, value);

        Assert.Equal(expected, CallsLeft.Read(response.Headers));
    }

    [Fact]
    public void A_header_that_comes_twice_says_nothing()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("x-ratelimit-remaining", ["1", "2"]);

        Assert.Null(CallsLeft.Read(response.Headers));
    }

    [Fact]
    public void Looking_for_them_allocates_nothing()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("x-request-id", "r-1");
        CallsLeft.Read(response.Headers);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            CallsLeft.Read(response.Headers);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
