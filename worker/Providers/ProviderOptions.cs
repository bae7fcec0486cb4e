using System.ComponentModel.DataAnnotations;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Providers;

/// <summary>One entry of <c>providers</c>: an account at an LLM service.</summary>
internal sealed record ProviderOptions
{
    /// <summary>
    /// How the provider is spoken to: <c>openai</c> (any OpenAI-compatible HTTP API), <c>anthropic</c> (Anthropic's Messages API) or
    /// <c>simulator</c> (in-process, for trying out).
    /// </summary>
    public string Kind { get; init; } = ProviderKinds.OpenAi;

    /// <summary>
    /// An absolute http or https URL. It stands in for the <c>/v1</c> of a request's endpoint, as in OpenAI's own SDKs:
    /// <c>https://api.openai.com/v1</c>, <c>https://api.anthropic.com/v1</c>, <c>http://localhost:11434/v1</c>. Required for all kinds
    /// but <c>simulator</c>.
    /// </summary>
    public string? BaseUrl { get; init; }

    /// <summary>
    /// A reference to the key that is sent as <c>Authorization: Bearer</c>, or as <c>x-api-key</c> with kind <c>anthropic</c>:
    /// <c>env:NAME</c> or <c>file:PATH</c>. A literal key is refused. Leave out where the provider wants none, or another header.
    /// </summary>
    public string? ApiKey { get; init; }

    /// <summary>Further headers of each call. A value may be a reference (<c>env:NAME</c>, <c>file:PATH</c>); one that holds a credential must be.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The time of one attempt, headers and body together. Default 2m; more than 0, at most 23h55m, and with a broker at most 5
    /// minutes less than <c>broker.acknowledgementTimeout</c>: the outcome must still be published within it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:55:00", MinimumIsExclusive = true)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The most calls in flight at once from one worker, over all models; 1 or more; null: no limit but the prefetch.</summary>
    [Range(1, int.MaxValue)]
    public int? Concurrency { get; init; }

    /// <summary>The most calls a minute from one worker, over all models, evenly spread; 1 or more; null: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// The most tokens a minute from one worker, over all models; 1 or more; null: no limit. A call is counted by an estimate (a
    /// token for each 4 bytes of the body, and the answer's limit where the body sets one), corrected by the usage that the answer states.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? TokensPerMinute { get; init; }

    /// <summary>The same limits for single upstream models, by name; a call must fit both.</summary>
    public IReadOnlyDictionary<string, ModelLimits> Models { get; init; } = new Dictionary<string, ModelLimits>();

    /// <summary>
    /// Whether a worker finds out by itself how many calls a second and at once each model takes, from what is refused or
    /// overloaded. Limits that are configured hold beside it. Default true.
    /// </summary>
    public bool Adaptive { get; init; } = true;

    /// <summary>
    /// How long a model is left alone after the provider refused the credential, the quota or the model, where it names no time itself.
    /// Default 5m; more than 0, at most 6h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00", MinimumIsExclusive = true)]
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>When a model that keeps failing is left alone, and for how long.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>
    /// The <c>max_tokens</c> of a request that sets no limit of its own, for kind <c>anthropic</c> only, whose protocol demands one.
    /// Default 4096; 1 or more.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int DefaultMaxTokens { get; init; } = 4096;

    /// <summary>
    /// Replaces the path that follows the base URL, for services whose paths differ; <c>{model}</c> stands for the upstream model:
    /// <c>/openai/deployments/{model}/chat/completions</c>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Query parameters of each call, for instance <c>api-version</c>.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The largest answer that is read, in bytes after decompression. Default 12 MiB; 1 KiB to 1 GiB. A result travels in one message,
    /// and RabbitMQ 4 takes 16 MiB at most by default.
    /// </summary>
    [Range(typeof(long), "1024", "1073741824")]
    public long MaxResponseBytes { get; init; } = 12 * 1024 * 1024;

    /// <summary>What the simulator does; for kind <c>simulator</c> only.</summary>
    public SimulatorOptions? Simulator { get; init; }
}
