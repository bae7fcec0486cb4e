using System.Diagnostics;
using System.Globalization;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>How long pages take with many dead letters. Prints figures; run it by its name on a machine that does nothing else.</summary>
public sealed class PageTimesTests(BrokerFixture brokers) : IDisposable
{
    private const int Letters = 100_000;
    private const int Rounds = 15;

    private static readonly string[] Paths =
    [
        "/", "/dead-letters", "/dead-letters?state=any", "/dead-letters/list", "/dead-letters/list?provider=alpha&metadata.tenant=t3", "/dead-letters/list?text=r-77777",
        "/dead-letters/list?text=overloaded", "/replays/new?state=open", "/replays", "/audit",
    ];

    private readonly StoreFolder _store = new();

    [Fact(Explicit = true)]
    public async Task Pages_with_a_hundred_thousand_dead_letters()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = _store.File };
        var worker = await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        foreach (var portion in Enumerable.Range(0, Letters).Chunk(10_000))
        {
            await Letter.PublishAsync(scenario.VirtualHost, portion.Select(Letter.Of), cancellation);
            await _store.WaitForAsync(portion[^1] + 1, cancellation);
        }

        using var http = new HttpClient { BaseAddress = worker.Address };
        var letter = (await _store.Reader.PageAsync(LetterFilter.All, null, 1, cancellation)).Letters[0];
        foreach (var path in Paths.Append($"/dead-letters/{letter.Id}"))
        {
            var times = new List<double>();
            var bytes = 0;
            for (var round = 0; round < Rounds; round++)
            {
                var start = Stopwatch.GetTimestamp();
                bytes = (await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellation)).Length;
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Assert.NotEqual(0, bytes);
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{path}: first {times[0]:0} ms, median {times.Order().ElementAt(Rounds / 2):0} ms, most after the first {times.Skip(1).Max():0} ms, {bytes / 1024} KiB"));
        }
    }

    public void Dispose() => _store.Dispose();
}
