using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Batches;

namespace Dispatch.Worker.Tests.Batches;

public sealed class OutcomeFormatTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CompletionResult Result(string body) => new()
    {
        Id = "row-1 é",
        RoutingGroup = "g",
        Provider = "p",
        StatusCode = 200,
        Body = JsonElement.Parse(body),
        Attempts = [],
        CreatedAt = Then,
        CompletedAt = Then,
    };

    [Fact]
    public void A_result_is_a_line_of_the_batch_output_format()
    {
        var line = OutcomeFormat.Result(Result("""{"id":"chatcmpl-1", "n":1.0,"choices":[]}"""));

        Assert.Equal(
            """{"id":"batch_req_806ce234af379f1905377fdd3cb0c938","custom_id":"row-1 é","response":{"status_code":200,"request_id":"chatcmpl-1","body":{"id":"chatcmpl-1", "n":1.0,"choices":[]}},"error":null}""" + "\n",
            Encoding.UTF8.GetString(line));
    }

    [Fact]
    public void An_answer_of_several_lines_becomes_one_and_is_otherwise_as_it_came()
    {
        var line = Encoding.UTF8.GetString(OutcomeFormat.Result(Result("{\r\n  \"n\": 1e400,\n  \"s\": \"a\\nb \\ud800\"\n}")));

        Assert.Contains("""
            "body":{    "n": 1e400,   "s": "a\nb \ud800" }},"error":null}
            """, line, StringComparison.Ordinal);
        Assert.Contains("\"request_id\":null", line, StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void A_dead_letter_says_its_reason_and_its_attempts()
    {
        var letter = new CompletionDeadLettered
        {
            Id = "a",
            Reason = DeadLetterReason.ChainExhausted,
            Message = "Every member of the routing group failed.",
            DeadLetteredAt = Then,
            Attempts =
            [
                new Attempt
                {
                    Number = 1,
                    Round = 1,
                    Provider = "p",
                    Model = "m",
                    StartedAt = Then,
                    Duration = TimeSpan.FromSeconds(1.5),
                    Outcome = AttemptOutcome.Failed,
                    FailureKind = FailureKind.Transient,
                    StatusCode = 500,
                    Message = "oops",
                },
            ],
        };

        Assert.Equal(
            """{"id":"batch_req_ca978112ca1bbdcafac231b39a23dc4d","custom_id":"a","response":null,"error":{"code":"chainExhausted","message":"Every member of the routing group failed.","attempts":[{"number":1,"round":1,"provider":"p","model":"m","startedAt":"2026-01-02T03:04:05+00:00","duration":1.5,"outcome":"failed","failureKind":"transient","statusCode":500,"message":"oops"}]}}""" + "\n",
            Encoding.UTF8.GetString(OutcomeFormat.DeadLetter(letter)));
    }

    [Fact]
    public void A_bad_line_says_its_number()
    {
        Assert.Equal(
            """{"id":null,"custom_id":null,"response":null,"error":{"code":"badLine","message":"Line 7: It has no 'body'.","line":7}}""" + "\n",
            Encoding.UTF8.GetString(OutcomeFormat.Bad(new BatchLine.Bad(7, null, "It has no 'body'."))));
    }

    [Fact]
    public void Codes_are_the_names_of_the_contract()
    {
        foreach (var reason in Enum.GetValues<DeadLetterReason>())
            Assert.Equal(JsonSerializer.Serialize(reason).Trim('"'), OutcomeFormat.CodeOf(reason));
    }
}
