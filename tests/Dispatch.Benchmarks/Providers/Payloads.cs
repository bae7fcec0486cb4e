using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dispatch.Benchmarks.Providers;

/// <summary>Requests and answers of a given size: text as people write it, with line ends and a few letters beyond ASCII.</summary>
internal static class Payloads
{
    private const string Model = "benchmark-model";

    /// <summary>How many digits it has.</summary>
    public const int NumberDigits = 9;

    private const string Text =
        "The queue holds what nobody has answered yet. \"Why wait?\", asked the clerk in the café.\n" +
        "Because an answer that is late is worth more than one that is lost, and nothing here is in a hurry.\n";

    private static ReadOnlySpan<byte> IdStart => "{\"id\":\"request-"u8;

    /// <summary>What a provider says that refuses by its policy: a failure that the next member of the group may do better at.</summary>
    public static byte[] Refusal { get; } = JsonSerializer.SerializeToUtf8Bytes(
        new { error = new { message = "The prompt was filtered.", type = "invalid_request_error", code = "content_filter" } });

    /// <summary>Where a request's number stands in its message.</summary>
    public static int NumberStart => IdStart.Length;

    /// <summary>A request as plain JSON, number 0, with a body of about this many bytes.</summary>
    public static byte[] Request(string group, int bodyBytes) =>
    [
        .. IdStart, .. new byte[NumberDigits].Select(_ => (byte)'0'),
        .. Encoding.UTF8.GetBytes($"\",\"routingGroup\":\"{group}\",\"body\":"), .. RequestBody(bodyBytes), (byte)'}',
    ];

    /// <summary>The file of a batch, of requests likewise.</summary>
    public static byte[] BatchLines(int lines, string group, int bodyBytes)
    {
        var body = Encoding.UTF8.GetString(RequestBody(bodyBytes));
        var file = new StringBuilder();
        for (var number = 1; number <= lines; number++)
            file.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"request-{number}\",\"routingGroup\":\"{group}\",\"body\":{body}}}\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    /// <summary>The body of a chat completion's request, of about this many bytes.</summary>
    private static byte[] RequestBody(int bytes) => Sized(bytes, content => JsonSerializer.SerializeToUtf8Bytes(new
    {
        model = Model,
        temperature = 0.2,
        messages = new[] { new { role = "user", content } },
    }));

    /// <summary>A chat completion's answer, of about this many bytes.</summary>
    public static byte[] Answer(int bytes) => Sized(bytes, content => JsonSerializer.SerializeToUtf8Bytes(new
    {
        id = "chatcmpl-benchmark",
        @object = "chat.completion",
        created = 1_700_000_000,
        model = Model,
        choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
        usage = new { prompt_tokens = 250, completion_tokens = 200, total_tokens = 450 },
    }));

    private static byte[] Sized(int bytes, Func<string, byte[]> write)
    {
        var textBytes = write(Text).Length - write("").Length;
        var content = new StringBuilder();
        for (var missing = bytes - write("").Length; missing > 0; missing -= textBytes)
            content.Append(missing >= textBytes ? Text : Text[..(Text.Length * missing / textBytes)]);
        return write(content.ToString());
    }
}
