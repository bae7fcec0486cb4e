using System.Globalization;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Strikes at workers, broker and connections, each time when another share of the requests has its outcome.</summary>
internal sealed class ChaosStrikes(
    ChaosPlan plan, IStruckBroker broker, ChaosWorkers workers, ChaosProviders providers, ChaosPublisher publisher, CallLedger calls,
    OutcomeLedger outcomes, Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AwayLimit = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(plan.Seed);
    private readonly QueueCounts _queues = new(broker.Host);

    /// <summary>Attempts that were in flight at the strikes, and requests that were being put into delay lanes: what may come out twice.</summary>
    public int InFlight { get; private set; }

    public int WorkersKilled { get; private set; }

    public int BrokersKilled { get; private set; }

    public int ConnectionsCut { get; private set; }

    /// <summary>Returns when all strikes are done; false if the work came to a halt before.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var strikes = plan.Strikes;
        publisher.Allow(ChaosPlan.SharesAhead * plan.Share);
        for (var i = 0; i < strikes.Length; i++)
        {
            if (!await outcomes.WaitForAsync((i * plan.Share) + (plan.Share / 2), plan.Patience, cancellationToken))
                return false;

            var (before, what) = (InFlight, await StrikeAsync(strikes[i], cancellationToken));
            var (done, hit) = (outcomes.Count, InFlight - before);
            say(string.Create(
                CultureInfo.InvariantCulture,
                $"{i + 1}/{strikes.Length}: {what}; {hit} attempts in flight; {done} of {plan.Requests} done, {outcomes.Duplicates} duplicates so far"));
            publisher.Allow(plan.Share);
        }

        publisher.Allow(plan.Requests - ((strikes.Length + ChaosPlan.SharesAhead) * plan.Share));
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
        var victim = await KillWorkerAsync(cancellationToken);
        await workers.StartAsync(victim, cancellationToken);
        return $"{victim} killed and started";
    }

    private async Task<string> KillWorkerAsync(CancellationToken cancellationToken)
    {
        var victim = await ChooseWorkerAsync(cancellationToken);
        var moment = TimeProvider.System.GetTimestamp();
        await workers.KillAsync(victim);
        InFlight += calls.InFlight([victim], moment);
        WorkersKilled++;
        return victim;
    }

    // One that works, if there is one before long: a kill of an idle worker proves little.
    private async Task<string> ChooseWorkerAsync(CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (; ; )
        {
            var busy = calls.BusyWorkers;
            if (busy.Count > 0)
                return busy[_random.Next(busy.Count)];
            if (TimeProvider.System.GetElapsedTime(start) > IdleLimit)
                return workers.Names[_random.Next(workers.Names.Count)];

            await Task.Delay(Interval, cancellationToken);
        }
    }

    private async Task<string> CutAsync(CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        long moment;
        int cut;
        for (; ; )
        {
            moment = TimeProvider.System.GetTimestamp();
            cut = await broker.Host.CutConnectionsAsync(cancellationToken);
            if (cut > 0 || TimeProvider.System.GetElapsedTime(start) > FillLimit)
                break;

            // After a strike all of them may be too young for the broker to tell of.
            await Task.Delay(Interval, cancellationToken);
        }

        InFlight += calls.InFlight(workers.Names, moment);
        ConnectionsCut += cut;
        return $"{cut} connections cut";
    }

    private async Task<string> StrikeFullLanesAsync(CancellationToken cancellationToken)
    {
        providers.Limited = true;
        var start = TimeProvider.System.GetTimestamp();
        long waiting;
        // Not all that is open can be there at once: some waits in the workers, some comes back.
        var enough = plan.Share / 2;
        while ((waiting = await _queues.InLanesAsync(cancellationToken)) < enough)
        {
            if (TimeProvider.System.GetElapsedTime(start) > FillLimit)
                throw new TimeoutException($"The delay lanes held {waiting} requests after {FillLimit}, not {enough}.");

            await Task.Delay(Interval, cancellationToken);
        }

        var what = await StrikeBrokerAsync(withWorker: false, cancellationToken, () => providers.Limited = false);
        return $"{what}, with {waiting} requests in the delay lanes";
    }

    private async Task<string> StrikeBrokerAsync(bool withWorker, CancellationToken cancellationToken, Action? whenKilled = null)
    {
        var moment = TimeProvider.System.GetTimestamp();
        var killed = await broker.KillAsync(cancellationToken);
        BrokersKilled++;
        // A kill of one node hits the workers that were connected to it; which these are is not told, so all of them count. Requests that
        // are put into the delay lanes make no call: all that the workers may have in hand count.
        InFlight += providers.Limited ? workers.Names.Count * ChaosWorkers.MostDeliveries : calls.InFlight(workers.Names, moment);
        whenKilled?.Invoke();
        var victim = withWorker ? await KillWorkerAsync(cancellationToken) : null;
        var worker = victim is null ? Task.CompletedTask : workers.StartAsync(victim, cancellationToken);
        var during = broker.OutlivesAKill ? await WorkOnAsync(cancellationToken) : "";
        await broker.StartAsync(cancellationToken);
        await worker;
        return $"{killed} killed{during} and started" + (victim is null ? "" : $", {victim} killed and started meanwhile");
    }

    // While a node is away the others go on; not for ever, since the lanes that it led may wait for three minutes.
    private async Task<string> WorkOnAsync(CancellationToken cancellationToken)
    {
        var before = outcomes.Count;
        await outcomes.WaitForAsync(before + (plan.Share / 4), AwayLimit, cancellationToken);
        return $", {outcomes.Count - before} done without it";
    }
}
