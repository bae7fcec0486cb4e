using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class HistoryCodecTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_history_comes_back_as_it_went()
    {
        var history = new History(Noon, 2, [AnAttempt(1), AnAttempt(2) with { RetryAfter = TimeSpan.FromSeconds(1.5), Model = null, StatusCode = null }]) { ExpiresAt = Noon.AddMinutes(5) };

        var read = HistoryCodec.Read(HistoryCodec.Write(history));

        Assert.Equal(history.CreatedAt, read.CreatedAt);
        Assert.Equal(history.ExpiresAt, read.ExpiresAt);
        Assert.Equal(history.Round, read.Round);
        Assert.Equal(history.Attempts, read.Attempts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":0,"attempts":[]}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1,"attempts":null}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1,"attempts":[{}]}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1,"attempts":[null]}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1,"attempts":{}}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1,"attempts":[7]}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":"one","attempts":[]}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1,"attempts":[],"x":[}""")]
    [InlineData("""{"createdAt":"2026-03-01T12:00:00Z","round":1,"attempts":[],"\ud800":1}""")]
    public void A_broken_history_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => HistoryCodec.Read(text));

    [Fact]
    public void The_largest_history_fits_a_header_frame()
    {
        var worst = AnAttempt(50) with { Message = new string('\u754c', Attempt.MaxMessageLength), Provider = new string('p', 64), Model = new string('\u754c', 256) };
        var history = new History(Noon, 50, [.. Enumerable.Repeat(worst, 50)]);

        var text = HistoryCodec.Write(history);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, HistoryCodec.MaxLength);
        Assert.Equal(worst.Message, HistoryCodec.Read(text).Attempts[0].Message);
    }

    private static Attempt AnAttempt(int number) => new()
    {
        Number = number,
        Round = 1,
        Provider = "alpha",
        Model = "m-1",
        StartedAt = Noon.AddSeconds(number),
        Duration = TimeSpan.FromMilliseconds(1234.5),
        Outcome = AttemptOutcome.Failed,
        FailureKind = FailureKind.RateLimited,
        StatusCode = 429,
        Message = "slow down",
    };
}
