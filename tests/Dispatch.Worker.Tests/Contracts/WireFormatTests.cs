using System.Runtime.CompilerServices;
using System.Text.Json;
using Dispatch.Contracts;
using MassTransit.Serialization;

namespace Dispatch.Worker.Tests.Contracts;

/// <summary>
/// The wire format, approved: a change of a contract changes a sample, and that is seen in review. With DISPATCH_APPROVE=1 in the
/// environment the samples are written anew.
/// </summary>
public sealed class WireFormatTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, object> Samples() => new()
    {
        { "completion-request", Request() },
        { "completion-result", Result() },
        { "completion-dead-lettered", DeadLetter() },
        { "completion-dead-lettered-malformed", Malformed() },
    };

    [Theory]
    [MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public void A_message_is_written_as_approved(string name, object message)
    {
        var plain = JsonSerializer.Serialize(message, message.GetType(), Indented);
        var file = Path.Combine(Folder(), name + ".json");
        if (Environment.GetEnvironmentVariable("DISPATCH_APPROVE") == "1")
            File.WriteAllText(file, plain + "\n");

        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd(), plain.ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public void MassTransits_serializer_writes_the_same_members(string name, object message)
    {
        var file = Path.Combine(Folder(), name + ".json");

        var element = JsonSerializer.SerializeToElement(message, message.GetType(), SystemTextJsonMessageSerializer.Options);

        using var approved = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(Members(approved.RootElement), Members(element));
    }

    [Theory]
    [MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public void A_message_is_read_back_as_it_was(string name, object message)
    {
        foreach (var options in new[] { JsonSerializerOptions.Default, SystemTextJsonMessageSerializer.Options })
        {
            var read = JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Folder(), name + ".json")), message.GetType(), options);

            Assert.Equal(JsonSerializer.Serialize(message, message.GetType()), JsonSerializer.Serialize(read, message.GetType()));
        }
    }

    [Theory]
    [InlineData("""{"n":1.0,"e":1e2,"big":123456789012345678901234567890,"tiny":1e-400}""")]
    [InlineData("""{ "spaced" :  [ 1,2 ] }""")]
    [InlineData("""{"twice":1,"twice":2}""")]
    [InlineData("""{"lone":"\ud800","escaped":"\u0041\/"}""")]
    [InlineData("""{"unknown":{"deeply":[[[{}]]]}}""")]
    public void A_body_is_carried_byte_for_byte(string body)
    {
        foreach (var options in new[] { JsonSerializerOptions.Default, SystemTextJsonMessageSerializer.Options })
        {
            var text = JsonSerializer.Serialize(new CompletionRequest { Id = "a", Body = JsonDocument.Parse(body).RootElement }, options);

            Assert.Equal(body, JsonSerializer.Deserialize<CompletionRequest>(text, options)!.Body.GetRawText());
        }
    }

    [Theory]
    [InlineData("""{"body":{}}""")]
    [InlineData("""{"id":"a"}""")]
    [InlineData("""{"id":7,"body":{}}""")]
    [InlineData("""{"id":"a","body":{},"metadata":{"k":1}}""")]
    [InlineData("""{"id":"a","body":{},"deadline":"tomorrow"}""")]
    public void What_is_no_request_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<CompletionRequest>(text, SystemTextJsonMessageSerializer.Options));

    [Fact]
    public void The_least_request_has_an_id_and_a_body()
    {
        var request = JsonSerializer.Deserialize<CompletionRequest>("""{"id":"a","body":{}}""")!;

        Assert.Equal(("a", null, "/v1/chat/completions", null), (request.Id, request.RoutingGroup, request.Endpoint, request.Deadline));
        Assert.Empty(request.Metadata);
    }

    private static CompletionRequest Request() => new()
    {
        Id = "order-4711",
        RoutingGroup = "chat",
        Body = JsonDocument.Parse("""{"model":"gpt-x","messages":[{"role":"user","content":"Hello"}],"temperature":1.0,"x-unknown":1e2}""").RootElement,
        Deadline = Noon.AddHours(6),
        Metadata = new Dictionary<string, string> { ["team"] = "search" },
    };

    private static CompletionResult Result() => new()
    {
        Id = "order-4711",
        RoutingGroup = "chat",
        Provider = "beta",
        Model = "gpt-x",
        StatusCode = 200,
        Body = JsonDocument.Parse("""{"id":"c-1","choices":[{"message":{"content":"Hi"}}],"usage":{"total_tokens":12}}""").RootElement,
        Usage = new TokenUsage { InputTokens = 9, OutputTokens = 3, TotalTokens = 12, CachedInputTokens = 4, ReasoningTokens = 1 },
        DroppedFields = ["seed"],
        Attempts = [Failed(), Succeeded()],
        CreatedAt = Noon,
        CompletedAt = Noon.AddSeconds(3),
        Metadata = new Dictionary<string, string> { ["team"] = "search" },
    };

    private static CompletionDeadLettered DeadLetter() => new()
    {
        Id = "order-4711",
        Reason = DeadLetterReason.ChainExhausted,
        Message = "Every member of the routing group failed.",
        RoutingGroup = "chat",
        Request = Request(),
        Attempts = [Failed()],
        DeadLetteredAt = Noon.AddMinutes(2),
        Metadata = new Dictionary<string, string> { ["team"] = "search" },
    };

    private static CompletionDeadLettered Malformed() => new()
    {
        Id = "sha256:00",
        Reason = DeadLetterReason.Malformed,
        Message = "The message could not be read as a completion request: it is no JSON.",
        Raw = new RawMessage { Body = "{oops"u8.ToArray(), ContentType = "application/json", Headers = new Dictionary<string, string> { ["h"] = "v" } },
        DeadLetteredAt = Noon,
    };

    private static Attempt Failed() => new()
    {
        Number = 1,
        Round = 1,
        Provider = "alpha",
        Model = "gpt-x",
        StartedAt = Noon.AddSeconds(1),
        Duration = TimeSpan.FromMilliseconds(250),
        Outcome = AttemptOutcome.Failed,
        FailureKind = FailureKind.RateLimited,
        StatusCode = 429,
        RetryAfter = TimeSpan.FromSeconds(20),
        Message = "Too many requests",
    };

    private static Attempt Succeeded() => new()
    {
        Number = 2,
        Round = 1,
        Provider = "beta",
        Model = "gpt-x",
        StartedAt = Noon.AddSeconds(2),
        Duration = TimeSpan.FromMilliseconds(1000.5),
        Outcome = AttemptOutcome.Succeeded,
        StatusCode = 200,
    };

    private static IEnumerable<string> Members(JsonElement element, string path = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Members(member.Value, $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Members(item, $"{path}[{index}]")),
        _ => [$"{path}={element.GetRawText()}"],
    };

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Samples");
}
