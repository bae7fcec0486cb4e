using System.Globalization;
using System.Text;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>Requests and answers of a given length, with what real ones have: many strings, escapes, numbers, other alphabets.</summary>
internal static class Texts
{
    private const string Turn =
        "Summarise the ticket below in two sentences, and name the product that it is about.\\n\\n\\\"Since the update of 3 March the app " +
        "closes whenever I open a bill of more than one page. I have tried it on two telephones. Größe: 5,3 MB; Fehler: \\u201ekein " +
        "Speicher\\u201c. It worked before, and I need these bills for my taxes by Friday.\\\"\\n\\nTags so far: billing, crash, android. ";

    /// <summary>A chat completion request's body of at least that many bytes.</summary>
    public static string Request(int bytes)
    {
        var text = new StringBuilder("""{"model":"gpt-4o-mini","temperature":0.2,"max_tokens":400,"metadata":{"team":"search","ticket":"T-1181"},"messages":[{"role":"system","content":"Answer in English."}""");
        for (var i = 1; text.Length < bytes; i++)
            text.Append(CultureInfo.InvariantCulture, $$""",{"role":"{{(i % 2 == 0 ? "assistant" : "user")}}","content":"{{Turn}}{{i}}"}""");
        return text.Append("]}").ToString();
    }

    /// <summary>A chat completion's body whose message has at least that many bytes.</summary>
    public static string Answer(int bytes)
    {
        var content = new StringBuilder();
        while (content.Length < bytes)
            content.Append(Turn);
        return $$$"""{"id":"chatcmpl-9","object":"chat.completion","created":1772366400,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"{{{content}}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":312,"completion_tokens":97,"total_tokens":409,"prompt_tokens_details":{"cached_tokens":128},"completion_tokens_details":{"reasoning_tokens":0}},"system_fingerprint":"fp_9"}""";
    }

    /// <summary>A completion request as plain JSON.</summary>
    public static string Message(int bytes) =>
        $$$"""{"id":"job-000017","routingGroup":"chat","body":{{{Request(bytes)}}},"metadata":{"batch":"b-7","line":"17"}}""";

    /// <summary>The same in MassTransit's envelope.</summary>
    public static string Envelope(int bytes) =>
        $$"""
        {
          "messageId": "0c9a0000-5dac-0242-5b3a-08dd5a1b7c3f", "requestId": null, "correlationId": null, "conversationId": "0c9a0000-5dac-0242-6cd1-08dd5a1b7c3f",
          "initiatorId": null, "sourceAddress": "rabbitmq://localhost/publisher", "destinationAddress": "rabbitmq://localhost/Dispatch.Contracts:CompletionRequest",
          "responseAddress": null, "faultAddress": null, "messageType": ["urn:message:Dispatch.Contracts:CompletionRequest"],
          "message": {{Message(bytes)}},
          "expirationTime": null, "sentTime": "2026-03-01T12:00:00.1234567Z", "headers": {},
          "host": {"machineName": "publisher-1", "processName": "publisher", "processId": 17, "assembly": "Publisher", "assemblyVersion": "1.0.0", "frameworkVersion": "10.0.0", "massTransitVersion": "8.5.12.0", "operatingSystemVersion": "Unix 6.1.0"}
        }
        """;
}
