using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Completions;

/// <summary>An adapter that replies as told, and remembers its calls.</summary>
internal sealed class ScriptedAdapter(Func<ProviderCall, CancellationToken, Task<ProviderReply>> reply) : IProviderAdapter
{
    public List<ProviderCall> Calls { get; } = [];

    public static ScriptedAdapter Answers(string body = """{"choices":[1]}""") =>
        new((_, _) => Task.FromResult<ProviderReply>(
            new ProviderReply.Answered(200, Sample.Json(body), new TokenUsage { InputTokens = 3, OutputTokens = 5, TotalTokens = 8 })));

    public static ScriptedAdapter Fails(FailureKind kind, int? status = null, TimeSpan? retryAfter = null) =>
        new((_, _) => Task.FromResult<ProviderReply>(new ProviderReply.Failed(kind, status, retryAfter, $"it is {kind}")));

    public Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        return reply(call, cancellationToken);
    }
}
