using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>Reads the body of a success. It counts only as a whole JSON object; the bytes are kept as they came.</summary>
internal static class AnswerReader
{
    public static ProviderReply Read(int status, ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
            body = body[Encoding.UTF8.Preamble.Length..];

        if (body.IsEmpty)
            return Invalid(status, "The answer is empty.");

        // The parser doesn't look into strings, and a result that holds such bytes could not be read by anybody.
        if (!Utf8.IsValid(body))
            return Invalid(status, "The answer is not UTF-8.");

        try
        {
            var answer = JsonElement.Parse(body);
            return answer.ValueKind == JsonValueKind.Object
                ? new ProviderReply.Answered(status, answer, UsageReader.Read(answer))
                : Invalid(status, "The answer is JSON, but no object.");
        }
        catch (JsonException exception)
        {
            return Invalid(status, $"The answer is not whole JSON: {exception.Message}");
        }
    }

    private static ProviderReply.Failed Invalid(int status, string message) =>
        new(FailureKind.InvalidResponse, status, RetryAfter: null, message);
}
