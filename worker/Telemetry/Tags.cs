using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Telemetry;

/// <summary>The names of what metrics and spans are tagged with, and values that are not made anew each time.</summary>
internal static class Tags
{
    public const string Provider = "dispatch.provider";
    public const string ProviderState = "dispatch.provider.state";
    public const string Endpoint = "dispatch.endpoint";
    public const string RoutingGroup = "dispatch.routing_group";
    public const string Outcome = "dispatch.outcome";
    public const string AttemptOutcome = "dispatch.attempt.outcome";
    public const string DeadLetterReason = "dispatch.dead_letter.reason";
    public const string RedeliveryReason = "dispatch.redelivery.reason";
    public const string Queue = "dispatch.queue";

    public const string Operation = "gen_ai.operation.name";
    public const string Service = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";

    public const string Result = "result";
    public const string DeadLetter = "dead_letter";
    public const string Succeeded = "succeeded";
    public const string InputTokens = "input";
    public const string OutputTokens = "output";

    /// <summary>Stands for all routing groups that there are not.</summary>
    public const string UnknownGroup = "(unknown)";

    private static readonly string[] Kinds = NamesOf<FailureKind>();
    private static readonly string[] Reasons = NamesOf<DeadLetterReason>();

    /// <summary>As in the messages: <c>rateLimited</c>.</summary>
    public static string Of(FailureKind kind) => Kinds[(int)kind];

    /// <summary>As in the messages: <c>chainExhausted</c>.</summary>
    public static string Of(DeadLetterReason reason) => Reasons[(int)reason];

    /// <summary>What the conventions for generative AI call the operation of an endpoint.</summary>
    public static string OperationOf(string endpoint) => endpoint switch
    {
        CompletionRequest.ChatCompletions or "/v1/responses" => "chat",
        "/v1/embeddings" => "embeddings",
        "/v1/completions" => "text_completion",
        _ => "other",
    };

    private static string[] NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()))];
}
