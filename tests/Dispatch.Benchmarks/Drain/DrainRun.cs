using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Drain;

/// <summary>Drains the batch of a plan once, in a virtual host and at providers of its own.</summary>
internal sealed class DrainRun(IBroker broker, DrainPlan plan)
{
    // What a duplicate or a late call would need to come to light.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    /// <exception cref="TimeoutException">Nothing moved any more, and requests were without an outcome.</exception>
    public async Task<DrainRecord> RunAsync(DrainVariant variant, CancellationToken cancellationToken)
    {
        await using var host = await broker.CreateVirtualHostAsync(cancellationToken);
        var clock = new DrainClock();
        var providers = new List<LimitedProvider>();
        try
        {
            foreach (var limit in plan.Providers)
                providers.Add(await LimitedProvider.StartAsync(limit, plan, clock, variant.Hints, cancellationToken));
            return await DrainAsync(variant, host, clock, providers, cancellationToken);
        }
        finally
        {
            foreach (var provider in providers)
                await provider.DisposeAsync();
        }
    }

    private async Task<DrainRecord> DrainAsync(
        DrainVariant variant, VirtualHost host, DrainClock clock, IReadOnlyList<LimitedProvider> providers, CancellationToken cancellationToken)
    {
        await using var drainer = variant.CreateDrainer();
        await drainer.PrepareAsync(host, providers, cancellationToken);
        await DrainRequests.PublishAsync(host, drainer.Worked[0], plan.Requests, cancellationToken);
        await using var outcomes = new OutcomeLog(clock, plan.Requests);
        await outcomes.StartAsync(host, drainer.Outcomes, cancellationToken);

        await drainer.StartAsync(host, providers, cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = new QueueWatch(host, drainer.Worked, clock).RunAsync(done.Token);
        await outcomes.WaitForAllAsync(cancellationToken);
        await done.CancelAsync();

        await Task.Delay(Aftermath, cancellationToken);
        var returns = await ReturnCounts.ReadAsync(host, cancellationToken);
        return new DrainRecord
        {
            Plan = plan,
            Variant = variant.Name,
            Calls = [.. providers.SelectMany(provider => provider.Calls).OrderBy(call => call.At)],
            Outcomes = outcomes.Outcomes,
            Queues = await watching,
            Returns = returns,
            Logs = drainer.Logs,
        };
    }
}
