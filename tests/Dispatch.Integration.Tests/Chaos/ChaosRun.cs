namespace Dispatch.Integration.Tests.Chaos;

/// <summary>A chaos run: publisher, workers, providers and collector, and what strikes at them.</summary>
internal sealed class ChaosRun(ChaosPlan plan, IStruckBroker broker, Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeftoverLimit = TimeSpan.FromMinutes(4);

    private readonly CallLedger _calls = new(ChaosWorkers.MostDeliveries);
    private readonly OutcomeLedger _outcomes = new();
    private readonly QueueCounts _queues = new(broker.Host);

    /// <summary>Goes on until every request has its outcome and no queue holds anything, or until nothing moves any more.</summary>
    public async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var providers = await ChaosProviders.StartAsync(_calls, plan.Seed, cancellationToken);
        using var publisher = new ChaosPublisher(broker.Host, plan.Requests);
        await using var workers = new ChaosWorkers(broker.Host, providers);
        await workers.StartAllAsync(cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = TimeProvider.System.GetTimestamp();
        var collecting = new OutcomeCollector(broker.Host, _outcomes).RunAsync(stop.Token);
        var publishing = publisher.RunAsync(stop.Token);
        var strikes = new ChaosStrikes(plan, broker, workers, providers, publisher, _calls, _outcomes, Say(start));
        TimeSpan took;
        IReadOnlyList<QueueCount> left;
        try
        {
            var isDone = await strikes.RunAsync(cancellationToken)
                && await _outcomes.WaitForAsync(plan.Requests, plan.Patience, cancellationToken);
            took = TimeProvider.System.GetElapsedTime(start);
            left = isDone ? await WaitForLeftoversAsync(cancellationToken) : await _queues.ReadAsync(cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            // Where requests are lost, it may still wait to publish more.
            await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await collecting;
        }

        return new ChaosReport
        {
            Broker = broker.Name,
            Plan = plan,
            Outcomes = _outcomes.All,
            Unreadable = _outcomes.Unreadable,
            WorkersKilled = strikes.WorkersKilled,
            BrokersKilled = strikes.BrokersKilled,
            ConnectionsCut = strikes.ConnectionsCut,
            InFlight = strikes.InFlight,
            SentAgain = publisher.SentAgain,
            Calls = _calls.Count,
            Took = took,
            EndedWorkers = workers.Ended,
            Left = left,
        };
    }

    private Action<string> Say(long start) =>
        what => say($"{TimeProvider.System.GetElapsedTime(start).TotalSeconds,4:0} s  {what}");

    // A request that was on its way twice has its second outcome later than its first; it is to be counted.
    private async Task<IReadOnlyList<QueueCount>> WaitForLeftoversAsync(CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var quiet = 0; ;)
        {
            var counts = await _queues.ReadAsync(cancellationToken);
            quiet = _calls.UnderWay == 0 && counts.All(queue => queue.Ready == 0) ? quiet + 1 : 0;
            if (quiet == 4 || TimeProvider.System.GetElapsedTime(start) > LeftoverLimit)
                return counts;

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
