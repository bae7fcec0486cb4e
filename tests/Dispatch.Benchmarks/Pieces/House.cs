using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>A configuration with one group of so many members of equal priority, whose providers answer at once.</summary>
internal sealed class House(int members) : ISnapshotSource
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public Snapshot Current { get; } = new(
        RoutingTable.Create(
            Keys(members),
            new Dictionary<string, IReadOnlyList<MemberOptions>> { ["chat"] = [.. Keys(members).Select(key => new MemberOptions { Key = key, Priority = 0, Model = "model-of-" + key })] },
            new Dictionary<string, IReadOnlyList<string>>()),
        new ProviderCatalog(Keys(members).Select(key => new Provider(key, new InstantAdapter(), new ProviderOptions(), TimeProvider.System, new Random(1), NullLogger<Provider>.Instance))),
        new LimitsOptions());

    public Snapshot Snapshot => Current;

    public static CompletionRequest Request(string body) =>
        new() { Id = "job-000017", RoutingGroup = "chat", Body = JsonElement.Parse(body), Metadata = ImmutableDictionary<string, string>.Empty };

    /// <summary>A request that failed at so many members.</summary>
    public CompletionJob Job(int failed)
    {
        var request = Request(Texts.Request(1_000));
        return CompletionJob.TryCreate(request, BodyOf(request), Failures(failed), Current.Routing, Current.Limits, Noon, out var job, out _)
            ? job
            : throw new InvalidOperationException();
    }

    public static ReadOnlyMemory<byte> BodyOf(CompletionRequest request) => JsonMarshal.GetRawUtf8Value(request.Body).ToArray();

    public static History Failures(int attempts) =>
        History.Start(Noon) with { Attempts = [.. Enumerable.Range(1, attempts).Select(Failure)] };

    private static Attempt Failure(int number) => new()
    {
        Number = number,
        Round = 1,
        Provider = $"provider-{number - 1}",
        Model = $"model-of-provider-{number - 1}",
        StartedAt = Noon.AddSeconds(number),
        Duration = TimeSpan.FromMilliseconds(1234.5),
        Outcome = AttemptOutcome.Failed,
        FailureKind = FailureKind.Transient,
        StatusCode = 503,
        Message = "overloaded_error: The model is overloaded. Please try again later, or use another \"model\".",
    };

    private static IEnumerable<string> Keys(int members) => Enumerable.Range(0, members).Select(i => $"provider-{i}");

    private sealed class InstantAdapter : IProviderAdapter
    {
        private static readonly Task<ProviderReply> Answer = Task.FromResult<ProviderReply>(
            new ProviderReply.Answered(200, JsonElement.Parse(Texts.Answer(1_000)), new TokenUsage { InputTokens = 312, OutputTokens = 97, TotalTokens = 409 }));

        public Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken) => Answer;
    }
}
