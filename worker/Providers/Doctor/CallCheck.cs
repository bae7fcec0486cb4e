using System.Globalization;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Providers.Doctor;

/// <summary>Makes the smallest call that a model answers, the way a worker makes its calls.</summary>
internal sealed class CallCheck(Provider provider, TimeProvider time, TimeSpan timeout)
{
    private const string OldLimit = "max_tokens";
    private const string NewLimit = "max_completion_tokens";

    public async Task<ProviderFinding> ExamineAsync(string model, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var reply = await CallAsync(model, OldLimit, cancellationToken);
        // Newer models of OpenAI's want the other word, and say so.
        if (reply is ProviderReply.Failed { StatusCode: 400 } failed && failed.Message.Contains(NewLimit, StringComparison.Ordinal))
        {
            start = time.GetTimestamp();
            reply = await CallAsync(model, NewLimit, cancellationToken);
        }

        return Judge(provider.Key, model, reply, time.GetElapsedTime(start));
    }

    internal static ProviderFinding Judge(string key, string model, ProviderReply reply, TimeSpan elapsed)
    {
        var after = string.Create(CultureInfo.InvariantCulture, $"after {elapsed.TotalMilliseconds:0} ms");
        if (reply is not ProviderReply.Failed failed)
            return ProviderFinding.Ok(
                ProviderFinding.Call,
                $"{key}, model {model}: answered with status {((ProviderReply.Answered)reply).StatusCode} {after}");

        // One token need not be one of content.
        if (failed is { StatusCode: >= 200 and < 300, ConcernsRequestOnly: true })
            return ProviderFinding.Ok(ProviderFinding.Call, $"{key}, model {model}: answered with status {failed.StatusCode} {after}");

        var status = failed.StatusCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"status {code}") : "no status";
        var severity = failed.Kind is FailureKind.RateLimited or FailureKind.ContentFiltered ? ProviderSeverity.Warning : ProviderSeverity.Error;
        return new ProviderFinding(
            severity,
            ProviderFinding.Call,
            $"{key}, model {model}: {Name(failed.Kind)}, {status} {after}",
            // With the status of a success the words may be the answer's.
            failed.StatusCode is >= 200 and < 300 ? "The answer is no usable chat completion" : failed.Message,
            Remedy(key, failed.Kind));
    }

    private static string Remedy(string key, FailureKind kind) => kind switch
    {
        FailureKind.Credential => $"Put a valid key where providers.{key} takes it from, or give it access to the model",
        FailureKind.QuotaExceeded => "Raise the account's credit or limit",
        FailureKind.RateLimited => "Nothing, if it passes; else lower the load, or raise the account's limit",
        FailureKind.ModelUnavailable => "Correct the member's model; one for another endpoint than chat completions can't be tried so",
        FailureKind.Timeout => $"Raise --timeout if the model is slow to start, and providers.{key}.timeout with it",
        FailureKind.ContentFiltered => "Nothing, if other requests are answered; else see the account's policies",
        _ => $"See that providers.{key}.baseUrl and its path lead to an API of the kind that is set, and the service's status page",
    };

    private static string Name(FailureKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private async Task<ProviderReply> CallAsync(string model, string limit, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"Say hello."}],"{{limit}}":1}""");
        var call = new ProviderCall(CompletionRequest.ChatCompletions, RequestBody.Parse(body), model) { Timeout = timeout };
        return provider.TryReserve(new ModelName(model, call.Endpoint), tokens: 1) is { } room
            ? await provider.CallAsync(call, room, cancellationToken)
            : new ProviderReply.Failed(FailureKind.RateLimited, StatusCode: null, RetryAfter: null, "The provider's own limits in"
                + " the configuration have no room for a second call");
    }
}
