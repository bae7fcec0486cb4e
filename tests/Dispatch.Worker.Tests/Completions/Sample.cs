using System.Runtime.InteropServices;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Telemetry;
using Dispatch.Worker.Tests.Telemetry;

namespace Dispatch.Worker.Tests.Completions;

/// <summary>Builds what tests of Completions need.</summary>
internal static class Sample
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One that nobody listens to.</summary>
    public static AttemptMeter Meter { get; } = new(Metered.Unheard);

    public static CompletionRequest Request(string? group = "chat", string body = """{"model":"m","messages":[]}""") =>
        new() { Id = "r-1", RoutingGroup = group, Body = Json(body), Metadata = new Dictionary<string, string> { ["team"] = "search" } };

    /// <summary>The bytes of a request's body.</summary>
    public static ReadOnlyMemory<byte> BodyOf(CompletionRequest request) => JsonMarshal.GetRawUtf8Value(request.Body).ToArray();

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static Snapshot Snapshot(
        IReadOnlyCollection<Provider> providers, IReadOnlyList<MemberOptions> chat, LimitsOptions? limits = null) =>
        new(RoutingTable.Create(providers.Select(provider => provider.Key), new Dictionary<string, IReadOnlyList<MemberOptions>> { ["chat"] = chat },
            new Dictionary<string, IReadOnlyList<string>>()), new ProviderCatalog(providers), limits ?? new LimitsOptions());

    public static Attempt Failed(
        string provider, int round = 1, FailureKind kind = FailureKind.Transient, string? model = "m", TimeSpan? retryAfter = null, DateTimeOffset? at = null) =>
        new()
        {
            Number = 1,
            Round = round,
            Provider = provider,
            Model = model,
            StartedAt = at ?? Noon,
            Duration = TimeSpan.FromSeconds(1),
            Outcome = AttemptOutcome.Failed,
            FailureKind = kind,
            RetryAfter = retryAfter,
            Message = "it failed",
        };

    public static History History(int round, params Attempt[] attempts) => new(Noon, round, [.. attempts]);
}
