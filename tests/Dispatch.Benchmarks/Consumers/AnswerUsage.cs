using System.Text.Json;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>The tokens of an answer. Reading them goes through the whole answer, which must be JSON.</summary>
internal readonly record struct AnswerUsage(long InputTokens, long OutputTokens)
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static AnswerUsage Read(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        var usage = default(AnswerUsage);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("usage"u8))
                usage = ReadUsage(ref reader);
            else
                reader.Skip();
        }

        return usage;
    }

    private static AnswerUsage ReadUsage(ref Utf8JsonReader reader)
    {
        var (input, output) = (0L, 0L);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8) && reader.Read())
                input = reader.GetInt64();
            else if (reader.ValueTextEquals("completion_tokens"u8) && reader.Read())
                output = reader.GetInt64();
            else
                reader.Skip();
        }

        return new AnswerUsage(input, output);
    }
}
