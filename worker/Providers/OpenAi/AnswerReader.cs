using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>
/// Reads the body of a success. It counts only as a whole JSON object that passes <see cref="AnswerCheck"/>; the bytes are kept as they
/// came.
/// </summary>
internal static class AnswerReader
{
    /// <param name="status">The status, 200 to 299.</param>
    /// <param name="endpoint">The request's endpoint, which says what the answer must look like.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="now">What an instant to wait for is counted from, should the answer hold an error that names one.</param>
    public static ProviderReply Read(int status, string endpoint, ReadOnlySpan<byte> body, DateTimeOffset? now = null)
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
            if (answer.ValueKind != JsonValueKind.Object)
                return Invalid(status, "The answer is JSON, but no object.");

            return AnswerCheck.Flaw(status, endpoint, answer, now) is { } flaw
                ? flaw
                : new ProviderReply.Answered(status, answer, UsageReader.Read(answer));
        }
        catch (JsonException exception)
        {
            return Invalid(status, $"The answer is not whole JSON: {exception.Message}");
        }
    }

    private static ProviderReply.Failed Invalid(int status, string message) =>
        new(FailureKind.InvalidResponse, status, RetryAfter: null, message);
}
