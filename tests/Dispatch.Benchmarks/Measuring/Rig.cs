using Dispatch.Benchmarks.Consumers;
using Dispatch.Benchmarks.Providers;
using Dispatch.Benchmarks.Queues;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>What one run needs: an empty virtual host, a provider, the consumer that is measured, and both ends of the queue.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private const int WarmBursts = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RestInterval = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan RestPatience = TimeSpan.FromSeconds(5);

    private readonly Stack<IAsyncDisposable> _all = new();

    private readonly Load _load;

    private Rig(Load load) => _load = load;

    public VirtualHost Host { get; private set; } = null!;

    public ProviderProcess Provider { get; private set; } = null!;

    public ConsumerProcess Consumer { get; private set; } = null!;

    public RequestQueue Queue { get; private set; } = null!;

    public static async Task<Rig> SetUpAsync(Subject subject, Bench bench, Load load, CancellationToken cancellationToken)
    {
        var rig = new Rig(load);
        try
        {
            rig.Host = rig.Keep(await bench.Broker.CreateVirtualHostAsync(cancellationToken));
            rig.Provider = rig.Keep(await ProviderProcess.StartAsync(load.Delay, load.AnswerBytes, cancellationToken));
            rig.Consumer = rig.Keep(await ConsumerProcess.StartAsync(subject, rig.Host, rig.Provider.Settings, load.Prefetch, cancellationToken));
            rig.Queue = rig.Keep(await RequestQueue.OpenAsync(rig.Host, load.Group, load.RequestBytes, cancellationToken));
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Has requests answered, in several bursts, and after each waits until the consumer rests: until its connections are open, and its
    /// code is compiled and, once that has been seen at work, compiled anew by what was seen.
    /// </summary>
    /// <returns>The results that there are now.</returns>
    public async Task<int> WarmAsync(int requests, CancellationToken cancellationToken)
    {
        for (var burst = 1; burst <= WarmBursts; burst++)
        {
            await Queue.PublishAsync(requests, cancellationToken);
            await WaitForResultsAsync(burst * requests, _ => Task.CompletedTask, cancellationToken);
            await WaitForRestAsync(cancellationToken);
        }

        return WarmBursts * requests;
    }

    /// <summary>Returns at the first look that finds so many results; says how many these were.</summary>
    /// <param name="least">So many are waited for.</param>
    /// <param name="look">Is told the number at each look.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">No result more within two minutes.</exception>
    /// <exception cref="InvalidOperationException">The consumer has ended.</exception>
    public async Task<long> WaitForResultsAsync(long least, Func<long, Task> look, CancellationToken cancellationToken)
    {
        var (last, moved) = (-1L, TimeProvider.System.GetTimestamp());
        for (; ; )
        {
            var count = await Queue.CountResultsAsync(cancellationToken);
            await look(count);
            if (count >= least)
                return count;

            Consumer.ThrowIfEnded();
            if (count != last)
                (last, moved) = (count, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(moved) > Patience)
                throw new TimeoutException($"{count} of {least} results came, and none more within {Patience}.");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>
    /// Lets the consumer come to its end, and holds it to its promise: a result for each request and no more, whole, and every request
    /// acknowledged.
    /// </summary>
    /// <param name="results">How many there must be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It is not so: what was measured is something else.</exception>
    public async Task CheckAsync(long results, CancellationToken cancellationToken)
    {
        var count = await WaitForResultsAsync(results, _ => Task.CompletedTask, cancellationToken);
        await WaitForRestAsync(cancellationToken);
        await Consumer.DisposeAsync();
        count = Math.Max(count, await Queue.CountResultsAsync(cancellationToken));
        var unanswered = await Queue.CountUnansweredAsync(cancellationToken);
        if (count != results || unanswered != 0)
            throw new InvalidOperationException($"There are {count} results, not {results}, and {unanswered} requests were not acknowledged.");
        if (await Queue.TakeResultAsync(cancellationToken) is { } result)
            ResultCheck.Check(result, _load.AnswerBytes);
    }

    public async ValueTask DisposeAsync()
    {
        while (_all.TryPop(out var part))
            await part.DisposeAsync();
    }

    private async Task WaitForRestAsync(CancellationToken cancellationToken)
    {
        using var gauge = new Gauge(Consumer.Id);
        var start = TimeProvider.System.GetTimestamp();
        for (var last = gauge.Read(); TimeProvider.System.GetElapsedTime(start) < RestPatience;)
        {
            await Task.Delay(RestInterval, cancellationToken);
            var now = gauge.Read();
            if ((now.Cpu - last.Cpu) < 0.05 * TimeProvider.System.GetElapsedTime(last.At, now.At))
                return;

            last = now;
        }
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _all.Push(part);
        return part;
    }
}
