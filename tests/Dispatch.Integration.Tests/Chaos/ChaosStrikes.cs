using System.Globalization;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Strikes at workers, broker and connections, each time when another share of the requests has its outcome.</summary>
internal sealed class ChaosStrikes(
    ChaosPlan plan, IStruckBroker broker, ChaosWorkers workers, ChaosProviders providers, ChaosPublisher publisher, CallLedger calls,
    OutcomeLedger outcomes, Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(plan.Seed);
    private readonly QueueCounts _queues = new(broker.Host);

    /// <summary>Attempts that were in flight at the strikes: what may come out twice.</summary>
    public int InFlight { get; private set; }

    public int WorkersKilled { get; private set; }

    public int BrokersKilled { get; private set; }

    public int ConnectionsCut { get; private set; }

    /// <summary>Returns when all strikes are done; false if the work came to a halt before.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var strikes = plan.Strikes;
        publisher.Allow(2 * plan.Share);
        for (var i = 0; i < strikes.Length; i++)
        {
            if (!await outcomes.WaitForAsync((i * plan.Share) + (plan.Share / 2), plan.Patience, cancellationToken))
                return false;

            var (before, what) = (InFlight, await StrikeAsync(strikes[i], cancellationToken));
            var (done, hit) = (outcomes.Count, InFlight - before);
            say(string.Create(CultureInfo.InvariantCulture, $"{i + 1}/{strikes.Length}: {what}; {hit} attempts in flight; {done} of {plan.Requests} done"));
            publisher.Allow(plan.Share);
        }

        publisher.Allow(plan.Requests - ((strikes.Length + 2) * plan.Share));
        return true;
    }

    private Task<string> StrikeAsync(Strike strike, CancellationToken cancellationToken) => strike switch
    {
        Strike.Worker => StrikeWorkerAsync(cancellationToken),
        Strike.Connections => CutAsync(cancellationToken),
        Strike.Broker => StrikeBrokerAsync(withWorker: false, cancellationToken),
        Strike.BrokerAndWorker => StrikeBrokerAsync(withWorker: true, cancellationToken),
        Strike.BrokerWithFullLanes => StrikeFullLanesAsync(cancellationToken),
        _ => throw new InvalidOperationException($"Unknown strike {strike}."),
    };

    private async Task<string> StrikeWorkerAsync(CancellationToken cancellationToken)
    {
        var victim = await KillWorkerAsync();
        await workers.StartAsync(victim, cancellationToken);
        return $"{victim} killed and started";
    }

    private async Task<string> KillWorkerAsync()
    {
        var victim = workers.Names[_random.Next(workers.Names.Count)];
        var moment = TimeProvider.System.GetTimestamp();
        await workers.KillAsync(victim);
        InFlight += calls.InFlight([victim], moment);
        WorkersKilled++;
        return victim;
    }

    private async Task<string> CutAsync(CancellationToken cancellationToken)
    {
        var moment = TimeProvider.System.GetTimestamp();
        var cut = await broker.Host.CutConnectionsAsync(cancellationToken);
        InFlight += calls.InFlight(workers.Names, moment);
        ConnectionsCut += cut;
        return $"{cut} connections cut";
    }

    private async Task<string> StrikeFullLanesAsync(CancellationToken cancellationToken)
    {
        providers.Limited = true;
        var start = TimeProvider.System.GetTimestamp();
        long waiting;
        while ((waiting = await _queues.InLanesAsync(cancellationToken)) < plan.Share / 2)
        {
            if (TimeProvider.System.GetElapsedTime(start) > FillLimit)
                throw new TimeoutException($"The delay lanes held {waiting} requests after {FillLimit}, not {plan.Share / 2}.");

            await Task.Delay(Interval, cancellationToken);
        }

        var what = await StrikeBrokerAsync(withWorker: false, cancellationToken, () => providers.Limited = false);
        return $"{what}, with {waiting} requests in the delay lanes";
    }

    private async Task<string> StrikeBrokerAsync(bool withWorker, CancellationToken cancellationToken, Action? whenKilled = null)
    {
        var moment = TimeProvider.System.GetTimestamp();
        var killed = await broker.KillAsync(cancellationToken);
        whenKilled?.Invoke();
        BrokersKilled++;
        // A kill of one node hits the workers that were connected to it; which these are is not told, so all of them count.
        InFlight += calls.InFlight(workers.Names, moment);
        var victim = withWorker ? await KillWorkerAsync() : null;
        var worker = victim is null ? Task.CompletedTask : workers.StartAsync(victim, cancellationToken);
        var during = broker.OutlivesAKill ? await WorkOnAsync(cancellationToken) : "";
        await broker.StartAsync(cancellationToken);
        await worker;
        return $"{killed} killed{during} and started" + (victim is null ? "" : $", {victim} killed and started meanwhile");
    }

    // While a node is away the others must go on.
    private async Task<string> WorkOnAsync(CancellationToken cancellationToken)
    {
        var before = outcomes.Count;
        await outcomes.WaitForAsync(before + (plan.Share / 4), plan.Patience, cancellationToken);
        return $", {outcomes.Count - before} done without it";
    }
}
