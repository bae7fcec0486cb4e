using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>Nothing that anybody can put on the queue breaks a worker, is lost, or comes back for ever.</summary>
public sealed partial class HostileInputTests(BrokerFixture brokers)
{
    /// <summary>An environment variable: the number of the one message to send.</summary>
    public const string OnlyVariable = "DISPATCH_HOSTILE_ONLY";

    private const int Messages = 10_000;
    private const int AtOnce = 100;
    private const long MiB = 1024 * 1024;

    // With the default prefetch of 64 from each queue; a worker at rest has some 100 MiB.
    private const long Bound = 512 * MiB;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_ten_thousand_messages_has_one_outcome_and_the_worker_goes_on_as_before()
    {
        var messages = HostileMessages.Create(Messages);
        if (Environment.GetEnvironmentVariable(OnlyVariable) is { Length: > 0 } only)
            messages = [messages[int.Parse(only, CultureInfo.InvariantCulture)]];
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.AddProviderAsync("refusing", Behaviours.Status(400, code: "content_filter"));
        scenario.AddGroup(HostileMessages.Chat, "alpha");
        scenario.AddGroup(HostileMessages.Fallback, "refusing", "alpha");
        var worker = await scenario.StartWorkerAsync();
        await using var ledger = await OutcomeLedger.StartAsync(scenario.VirtualHost, Cancellation);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var readiness = WatchAsync(worker, finished.Token);
        var start = TimeProvider.System.GetTimestamp();

        await PublishAsync(scenario.VirtualHost, messages);
        var missing = await ledger.WaitAsync(messages, Patience, Cancellation);

        var took = TimeProvider.System.GetElapsedTime(start);
        await finished.CancelAsync();
        var flaws = Flaws(messages, ledger, missing);
        Say($"{messages.Count} messages in {took.TotalSeconds:0} s; the worker's memory peaked at {worker.PeakWorkingSet / MiB} MiB, with a bound of {Bound / MiB} MiB\n{HostileTable.Of(messages, ledger)}");
        if (flaws.Count > 0)
            Assert.Fail($"{flaws.Count} of {messages.Count} messages have other outcomes than they are to have:\n{string.Join("\n", flaws.Take(300))}\n{Complaints(worker)}");

        Assert.Empty(ledger.Unreadable);
        Assert.Empty(await readiness);
        Assert.False(worker.HasExited);
        Assert.InRange(worker.PeakWorkingSet, MiB, Bound);
        await AssertNothingIsLeftAsync(scenario.VirtualHost, worker, ledger);
    }

    // As lines of their own, ids and other people's words would pass for what the worker says.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S+: [\w.]+\[\d+\] [^\p{Cc}\u2028\u2029]*$")]
    private static partial Regex LogLine();

    private static async Task PublishAsync(VirtualHost host, IReadOnlyList<HostileMessage> messages)
    {
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);
        foreach (var some in messages.Chunk(AtOnce))
            await Task.WhenAll(some.Select(message => PublishAsync(channel, message)));
    }

    private static async Task PublishAsync(IChannel channel, HostileMessage message)
    {
        try
        {
            await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, message.Properties, message.Body, Cancellation);
        }
        catch (Exception e) when (!Cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The broker did not take {message}", e);
        }
    }

    private static List<string> Flaws(IReadOnlyList<HostileMessage> messages, OutcomeLedger ledger, IReadOnlyList<HostileMessage> missing)
    {
        // Where every sign of the message is gone, the counts must still agree.
        var explained = missing.Count == ledger.Unknown.Count && missing.All(message => message.Case.Expected == Expected.Any) ? missing : [];
        return [.. messages.Except(explained)
            .Select(message => (message, flaw: OutcomeCheck.Flaw(message, ledger.Of(message.Number))))
            .Where(each => each.flaw is not null)
            .Select(each => $"{each.flaw}\n  {each.message}"), .. explained.Count > 0 ? [] : ledger.Unknown.Select(outcome => $"of no message: {outcome}")];
    }

    private static async Task AssertNothingIsLeftAsync(VirtualHost host, WorkerProcess worker, OutcomeLedger ledger)
    {
        // What was delivered and not acknowledged goes back to its queue when the worker stops.
        Assert.Equal(HttpStatusCode.OK, await worker.HealthAsync("ready", Cancellation));
        Assert.Equal(0, await worker.StopAsync(Cancellation));
        var queues = await host.QueuesAsync(Cancellation);
        Assert.DoesNotContain(queues, queue => queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal));
        foreach (var queue in queues.Where(queue => queue.StartsWith("dispatch.requests", StringComparison.Ordinal)))
            await host.WaitForCountAsync(queue, 0, Cancellation);
        await host.WaitForCountAsync("dispatch.dead-letters", ledger.DeadLetters, Cancellation);
        await host.WaitForCountAsync("dispatch.dead-letters.oversized", 0, Cancellation);
        Assert.Single(Lines(worker), line => line.Contains("Application started", StringComparison.Ordinal));
        Assert.DoesNotContain(Lines(worker), line => line.Length > 0 && !LogLine().IsMatch(line));
        Assert.DoesNotContain(Lines(worker), line => line.Contains("goes back", StringComparison.Ordinal));
    }

    private static async Task<List<HttpStatusCode>> WatchAsync(WorkerProcess worker, CancellationToken cancellationToken)
    {
        var others = new List<HttpStatusCode>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (await worker.HealthAsync("ready", cancellationToken) is var status and not HttpStatusCode.OK)
                    others.Add(status);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }

        return others;
    }

    private static string[] Lines(WorkerProcess worker) => worker.Output.Split('\n');

    private static string Complaints(WorkerProcess worker) =>
        $"The worker said:\n{string.Join("\n", Lines(worker).Where(line => line.Contains(" fail: ", StringComparison.Ordinal) || !line.StartsWith('2')).Select(line => line.Length > 1500 ? line[..1500] : line).Distinct().Take(60))}";

    private static void Say(string text) => TestContext.Current.SendDiagnosticMessage("{0}", text);
}
