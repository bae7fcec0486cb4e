using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Batches;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;

namespace Dispatch.Worker.Tests.DeadLetters.Export;

public sealed class ExportWriterTests : IDisposable
{
    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_of_JSON_holds_the_whole_letter()
    {
        var letter = Letters.Make("a", metadata: ("tenant", "acme"));
        letter = letter with { Request = letter.Request! with { Body = JsonSerializer.Deserialize<JsonElement>("{\n  \"n\": 1.50,\r\n  \"text\": \"\\ud800\"\n}") } };
        await _store.RecordAsync(letter, Letters.Make("b", at: Letters.Noon.AddMinutes(1)));

        var lines = (await WriteAsync(LetterFormat.Jsonl)).Split('\n');

        Assert.Equal(["b", "a", ""], lines.Select(line => line.Length == 0 ? "" : JsonSerializer.Deserialize<JsonElement>(line).GetProperty("summary").GetProperty("requestId").GetString()));
        using var json = JsonDocument.Parse(lines[1]);
        Assert.Equal("open", json.RootElement.GetProperty("summary").GetProperty("state").GetString());
        Assert.Equal("acme", json.RootElement.GetProperty("summary").GetProperty("metadata").GetProperty("tenant").GetString());
        Assert.Contains("\"n\": 1.50,", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"text\": \"\\ud800\"", lines[1], StringComparison.Ordinal);
        Assert.Equal(letter.Attempts[0], json.RootElement.GetProperty("letter").Deserialize<CompletionDeadLettered>()!.Attempts[0]);
    }

    [Fact]
    public async Task A_line_of_CSV_is_quoted_and_no_formula()
    {
        await _store.RecordAsync(Letters.Make("=HYPERLINK(1)", metadata: ("tenant", "a,\"b\"")) with { Message = "-2, \"no\"\nmore" });

        var text = await WriteAsync(LetterFormat.Csv);

        Assert.StartsWith(LetterCsv.Header, text, StringComparison.Ordinal);
        Assert.Contains(",\"'=HYPERLINK(1)\",open,2026-03-04T12:00:00.0000000+00:00,chainExhausted,chat,openai,large,transient,1,", text, StringComparison.Ordinal);
        Assert.EndsWith(",\"'-2, \"\"no\"\"\nmore\",\"{\"\"tenant\"\":\"\"a,\\\"\"b\\\"\"\"\"}\"\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_for_OpenAI_is_what_a_batch_writes()
    {
        var letter = Letters.Make("a");
        await _store.RecordAsync(letter);

        Assert.Equal(Encoding.UTF8.GetString(OutcomeFormat.DeadLetter(letter)), await WriteAsync(LetterFormat.OpenAi));
    }

    [Fact]
    public async Task Nothing_gives_no_line_but_the_header()
    {
        await _store.RecordAsync(Letters.Make());

        Assert.Empty(await WriteAsync(LetterFormat.Jsonl, new LetterFilter { RoutingGroup = "none" }));
        Assert.Single((await WriteAsync(LetterFormat.Csv, new LetterFilter { RoutingGroup = "none" })).TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Many_letters_are_written_in_portions()
    {
        await _store.RecordAsync([.. Enumerable.Range(0, 1000).Select(number => Letters.Make($"r-{number}"))]);
        await using var output = new CountingStream();

        await ExportWriter.WriteAsync(_store.Reader.StreamAsync(LetterFilter.All, Token), LetterFormat.Jsonl, output, Token);

        Assert.InRange(output.Writes, 5, 50);
        Assert.InRange(output.Largest, 64 * 1024, 80 * 1024);
    }

    public void Dispose() => _store.Dispose();

    private async Task<string> WriteAsync(LetterFormat format, LetterFilter? filter = null)
    {
        using var output = new MemoryStream();
        await ExportWriter.WriteAsync(_store.Reader.StreamAsync(filter ?? LetterFilter.All, Token), format, output, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public int Largest { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            Largest = Math.Max(Largest, buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
