using Dispatch.Contracts;
using Dispatch.Worker.Dashboard.Api.Contracts;

namespace Dispatch.Worker.Dashboard.Api.Documents;

/// <summary>What is sent to enqueue, and what is answered, with examples.</summary>
internal static class EnqueueExamples
{
    private const string Request = """{"id":"ticket-4711","routingGroup":"chat","body":{"messages":[{"role":"user","content":"Hello"}]}}""";

    private const string BatchLine =
        """{"custom_id":"ticket-4712","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hello"}]}}""";

    public static RouteHandlerBuilder WithEnqueueBodies(this RouteHandlerBuilder endpoint)
    {
        endpoint.WithBody<CompletionRequest>("One request, or one on each line.", Request);
        foreach (var type in RequestContent.LineTypes.Take(2))
            endpoint.WithBody<CompletionRequest>(type, "One request, or one on each line.", $"{Request}\n{BatchLine}\n");
        return endpoint.Produces<EnqueueReport>(StatusCodes.Status202Accepted);
    }
}
