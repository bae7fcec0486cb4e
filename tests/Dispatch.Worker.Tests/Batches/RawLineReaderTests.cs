using System.Text;
using CsCheck;
using Dispatch.Worker.Batches;

namespace Dispatch.Worker.Tests.Batches;

public sealed class RawLineReaderTests
{
    private static async Task<List<(long Number, string Text, bool IsTooLong)>> ReadAsync(Stream stream, int maxLength = 1000)
    {
        var lines = new List<(long, string, bool)>();
        await foreach (var line in RawLineReader.ReadAsync(stream, maxLength, CancellationToken.None))
            lines.Add((line.Number, Encoding.UTF8.GetString(line.Bytes.Span), line.IsTooLong));
        return lines;
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task Blank_lines_are_left_out_and_counted()
    {
        Assert.Equal([(2, "a", false), (5, "b", false)], await ReadAsync(Stream("\na\n \t\r\n\r\nb")));
    }

    [Fact]
    public async Task An_empty_file_has_no_lines()
    {
        Assert.Empty(await ReadAsync(Stream("")));
        Assert.Empty(await ReadAsync(Stream("\uFEFF")));
    }

    [Fact]
    public async Task A_line_over_the_limit_is_skipped_and_the_next_one_read()
    {
        var text = $"a\n{new string('x', 3_000_000)}\nb\n{new string('y', 11)}\n{new string('z', 10)}";

        Assert.Equal([(1, "a", false), (2, "", true), (3, "b", false), (4, "", true), (5, "zzzzzzzzzz", false)], await ReadAsync(Stream(text), 10));
    }

    [Fact]
    public void Reads_arrive_in_pieces_of_any_size()
    {
        Gen.Select(Gen.String[Gen.Char["abc\r"], 0, 20].Array[0, 20], Gen.Int[1, 7], Gen.Bool).Sample((lines, piece, ends) =>
        {
            var text = string.Join('\n', lines) + (ends ? "\n" : "");
            var read = ReadAsync(new PieceStream(Encoding.UTF8.GetBytes(text), piece)).GetAwaiter().GetResult();
            var expected = text.Split('\n').Select((line, index) => ((long)index + 1, line, false)).Where(line => line.line.Trim('\r').Length > 0);
            Assert.Equal(expected, read);
        }, iter: 300);
    }

    /// <summary>Hands out a few bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
