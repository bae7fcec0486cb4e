using System.Globalization;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Tests.DeadLetters;

/// <summary>How fast the store is with 100,000 letters. Prints what it measured; only run when it is asked for, on a machine that does nothing else.</summary>
public sealed class StoreFigures(ITestOutputHelper output) : IDisposable
{
    private const int Count = 100_000;
    private const int Batch = 500;
    private const int Rounds = 7;

    private static readonly string[] Providers = ["openai", "groq", "azure", "bedrock"];
    private static readonly string[] Said = ["overloaded", "Rate limit reached, retry in 7 s", "upstream connect error 111", "model is loading", "quota exceeded for today"];

    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Ingest_and_pages_are_as_fast_as_they_must_be()
    {
        var rate = await IngestAsync();
        var middle = (await _store.Reader.PageAsync(new LetterFilter { To = Letters.Noon.AddSeconds(Count / 2) }, null, 1, Token)).Letters[0];
        await _store.Store.ArchiveAsync(new LetterFilter { Provider = "groq", From = Letters.Noon.AddSeconds(Count / 2) }, "ann", Token);
        var next = (await _store.Reader.PageAsync(LetterFilter.All, null, 100, Token)).Next;
        var slowest = 0.0;
        foreach (var (name, read) in new (string, Func<Task>)[]
        {
            ("list, open", () => PageAsync(LetterFilter.Open)),
            ("list, all, second page", () => _store.Reader.PageAsync(LetterFilter.All, next, 100, Token)),
            ("list, archived", () => PageAsync(new LetterFilter { States = [LetterState.Archived] })),
            ("filter, group", () => PageAsync(LetterFilter.Open with { Fingerprint = middle.Fingerprint })),
            ("filter, routing group", () => PageAsync(LetterFilter.Open with { RoutingGroup = "group-3" })),
            ("filter, provider and reason", () => PageAsync(LetterFilter.Open with { Provider = "azure", Reason = DeadLetterReason.ChainExhausted })),
            ("filter, provider in another state", () => PageAsync(LetterFilter.Open with { Provider = "groq" })),
            ("filter, kind", () => PageAsync(LetterFilter.Open with { Kind = FailureKind.Timeout })),
            ("filter, metadata that half have", () => PageAsync(LetterFilter.Open with { Metadata = [new("tier", "gold")] })),
            ("filter, metadata that 20 have", () => PageAsync(LetterFilter.Open with { Metadata = [new("job", "job-77")] })),
            ("filter, request", () => PageAsync(new LetterFilter { RequestId = "ticket-77777" })),
            ("filter, an hour in the middle", () => PageAsync(new LetterFilter { From = Letters.Noon.AddSeconds(50_000), To = Letters.Noon.AddSeconds(53_600) })),
            ("text, one letter", () => PageAsync(new LetterFilter { Text = "ticket-77777" })),
            ("text, a fifth of them", () => PageAsync(new LetterFilter { Text = "loading" })),
            ("text, all of them", () => PageAsync(LetterFilter.Open with { Text = "member" })),
            ("text, none", () => PageAsync(new LetterFilter { Text = "nothing-like-it" })),
            ("groups, open", () => GroupsAsync(LetterFilter.Open)),
            ("groups, all", () => GroupsAsync(LetterFilter.All)),
            ("groups, of an hour", () => GroupsAsync(new LetterFilter { From = Letters.Noon.AddSeconds(50_000), To = Letters.Noon.AddSeconds(53_600) })),
            ("groups, metadata that half have", () => GroupsAsync(LetterFilter.Open with { Metadata = [new("tier", "gold")] })),
            ("groups, text that a fifth have", () => GroupsAsync(LetterFilter.Open with { Text = "loading" })),
            ("groups, text that four fifths have", () => GroupsAsync(LetterFilter.Open with { Text = "common" })),
            ("groups, text that all have", () => GroupsAsync(LetterFilter.Open with { Text = "member" })),
            ("counts", () => _store.Reader.CountsAsync(Token)),
            ("count, metadata that half have", () => _store.Reader.CountAsync(new LetterFilter { Metadata = [new("tier", "gold")] }, Token)),
            ("count, text that four fifths have", () => _store.Reader.CountAsync(LetterFilter.Open with { Text = "common" }, Token)),
            ("count, text that all have", () => _store.Reader.CountAsync(LetterFilter.Open with { Text = "member" }, Token)),
            ("detail", () => _store.Reader.FindAsync(middle.Id, Token)),
        })
        {
            var (first, median) = await MeasureAsync(read);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36} median {median,7:0.0} ms, first {first,7:0.0} ms"));
            slowest = Math.Max(slowest, median);
        }

        Assert.True(rate >= 2000, $"{rate:0} letters a second");
        Assert.True(slowest < 100, $"{slowest:0.0} ms");
    }

    public void Dispose() => _store.Dispose();

    private Task PageAsync(LetterFilter filter) => _store.Reader.PageAsync(filter, null, 100, Token);

    private Task GroupsAsync(LetterFilter filter) => _store.Reader.GroupsAsync(filter, null, 50, Token);

    private async Task<double> IngestAsync()
    {
        await _store.Store.RecordAsync(Letters.Queued(Make(Count)), Token);
        var batches = Enumerable.Range(0, Count).Select(Make).Chunk(Batch).Select(batch => Letters.Queued(batch)).ToList();
        var start = TimeProvider.System.GetTimestamp();
        foreach (var batch in batches)
            await _store.Store.RecordAsync(batch, Token);
        var rate = Count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ingest: {rate:0} letters a second, in batches of {Batch}"));
        return rate;
    }

    private static async Task<(double First, double Median)> MeasureAsync(Func<Task> read)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await read();
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        return (times[0], times.Order().ElementAt(Rounds / 2));
    }

    private static CompletionDeadLettered Make(int number) => Letters.Make(
        $"ticket-{number}",
        $"group-{number % 5}",
        Letters.Noon.AddSeconds(number),
        Said[number / 5 % Said.Length],
        Providers[number / 25 % Providers.Length],
        number % 3 == 0 ? FailureKind.Timeout : FailureKind.Transient,
        number % 7 == 0 ? DeadLetterReason.DeadlineExceeded : DeadLetterReason.ChainExhausted,
        [("tenant", $"tenant-{number % 50}"), ("job", $"job-{number % 5000}"), ("tier", number % 2 == 0 ? "gold" : "free"), ("kept", number % 5 == 0 ? "seldom" : "common")]);
}
