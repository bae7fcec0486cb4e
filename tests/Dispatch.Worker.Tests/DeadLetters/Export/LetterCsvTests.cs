using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;

namespace Dispatch.Worker.Tests.DeadLetters.Export;

/// <summary>A dead letter is a line of a table, whatever stands in it, and nothing in it runs.</summary>
public sealed class LetterCsvTests
{
    [Fact]
    public void A_letter_is_a_line_under_the_header()
    {
        var line = LetterCsv.Line(Letter("It failed, \"really\"\r\ntwice"));

        Assert.Equal(
            "id,requestId,state,deadLetteredAt,reason,routingGroup,provider,model,kinds,attempts,fingerprint,message,metadata\r\n"
            + "abc,ticket-1,open,2026-03-04T12:00:00.0000000+00:00,chainExhausted,chat,openai,large,\"timeout transient\",2,f00d,\"It failed, \"\"really\"\"\r\ntwice\","
            + "\"{\"\"team\"\":\"\"search\"\"}\"\r\n",
            LetterCsv.Header + line);
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("=\"a\",b", "\"'=\"\"a\"\",b\"")]
    [InlineData("a=1", "a=1")]
    public void A_text_that_a_spreadsheet_would_run_is_text(string message, string expected) =>
        Assert.Contains($",f00d,{expected},", LetterCsv.Line(Letter(message)), StringComparison.Ordinal);

    private static LetterSummary Letter(string message) => new()
    {
        Id = "abc",
        RequestId = "ticket-1",
        State = LetterState.Open,
        DeadLetteredAt = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero),
        Reason = DeadLetterReason.ChainExhausted,
        RoutingGroup = "chat",
        Fingerprint = "f00d",
        Message = message,
        Kinds = [FailureKind.Timeout, FailureKind.Transient],
        Provider = "openai",
        Model = "large",
        Attempts = 2,
        Metadata = [KeyValuePair.Create("team", "search")],
    };
}
