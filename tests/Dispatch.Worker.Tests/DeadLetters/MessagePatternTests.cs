using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class MessagePatternTests
{
    [Theory]
    [InlineData("The engine is overloaded", "The engine is overloaded")]
    [InlineData("Rate limit reached for gpt-4o in organization org-a1B2c3D4e5F6g7H8 on tokens per min (TPM): Limit 30000, Used 29871, Requested 1204. Please try again in 2.15s.",
        "Rate limit reached for gpt-<n>o in organization <id> on tokens per min (TPM): Limit <n>, Used <n>, Requested <n>. Please try again in <n>.")]
    [InlineData("Request 3fa85f64-5717-4562-b3fc-2c963f66afa6 failed", "Request <id> failed")]
    [InlineData("req_011CSHoEeqs5C35K2UUqR7Fy was not found", "<id> was not found")]
    [InlineData("Timed out after 120 s", "Timed out after <n> s")]
    [InlineData("Timed out after 120ms", "Timed out after <n>")]
    [InlineData("quota resets at 2026-03-04T12:30:00.123Z", "quota resets at <time>")]
    [InlineData("quota resets at 2026-03-04 12:30:00+01:00 sharp", "quota resets at <time> sharp")]
    [InlineData("retry at Wed, 04 Mar 2026 12:30:00 GMT", "retry at <time>")]
    [InlineData("No such model \"my-model\" for 'tenant 7'", "No such model … for …")]
    [InlineData("You can't do that", "You can't do that")]
    [InlineData("See https://example.org/errors?code=77&x=1 for more", "See <url> for more")]
    [InlineData("connection to 10.0.0.17:443 refused", "connection to <address> refused")]
    [InlineData("trace 4bf92f3577b34da6a3ce929d0e0e4736 ended", "trace <id> ended")]
    [InlineData("HTTP  503 \n from  host", "HTTP <n> from host")]
    [InlineData("", "")]
    public void What_differs_from_one_occurrence_to_the_next_is_taken_out(string message, string pattern) =>
        Assert.Equal(pattern, MessagePattern.Of(message));

    [Fact]
    public void A_pattern_is_bounded()
    {
        Assert.Equal(MessagePattern.MaxLength, MessagePattern.Of(string.Concat(Enumerable.Repeat("word ", 10_000))).Length);
        Assert.True(MessagePattern.Of(new string('"', 100_000)).Length <= MessagePattern.MaxLength);
    }
}
