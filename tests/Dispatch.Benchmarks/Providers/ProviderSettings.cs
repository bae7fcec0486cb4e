using System.Text.Json;

namespace Dispatch.Benchmarks.Providers;

/// <summary>What the provider is told; the last argument of its process, as JSON.</summary>
/// <param name="Port">Where it listens, on 127.0.0.1.</param>
/// <param name="DelayMilliseconds">How long an answer takes; 0: as long as it takes.</param>
/// <param name="AnswerBytes">How long an answer is.</param>
internal sealed record ProviderSettings(int Port, int DelayMilliseconds, int AnswerBytes)
{
    /// <summary>The base URL of the account that answers.</summary>
    public Uri Answering => new($"http://127.0.0.1:{Port}/v1");

    /// <summary>The base URL of the account that fails every call.</summary>
    public Uri Failing => new($"http://127.0.0.1:{Port}/failing/v1");

    public string ToArgument() => JsonSerializer.Serialize(this);

    public static ProviderSettings Parse(string argument) =>
        JsonSerializer.Deserialize<ProviderSettings>(argument) ?? throw new ArgumentException("The settings are null.", nameof(argument));
}
