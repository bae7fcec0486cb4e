using System.Diagnostics.CodeAnalysis;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Publishes plain JSON with confirms, as many requests as it is allowed to, and each until the broker has confirmed it.</summary>
internal sealed class ChaosPublisher(VirtualHost host, int requests) : IDisposable
{
    private const int AtOnce = 50;
    private const string Queue = "dispatch.requests";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(30);
    private static readonly CreateChannelOptions Confirmed =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly SemaphoreSlim _allowed = new(0);
    private int _sentAgain;

    /// <summary>
    /// Requests that were sent once more because no confirm had come: each may be on the queue twice, and is then worked on twice.
    /// </summary>
    public int SentAgain => Volatile.Read(ref _sentAgain);

    /// <summary>So many more may be published.</summary>
    public void Allow(int more)
    {
        if (more > 0)
            _allowed.Release(more);
    }

    public void Dispose() => _allowed.Dispose();

    /// <summary>Ends when every request is confirmed.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker, it comes back.")]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var next = 0;
        List<int> open = [];
        while (next < requests || open.Count > 0)
        {
            try
            {
                await using var connection = await host.ConnectAsync(cancellationToken);
                await using var channel = await connection.CreateChannelAsync(Confirmed, cancellationToken);
                while (channel.IsOpen && (next < requests || open.Count > 0))
                {
                    if (open.Count == 0)
                        open = [.. Enumerable.Range(next, await TakeAsync(requests - next, cancellationToken))];
                    next = Math.Max(next, open[^1] + 1);
                    open = await PublishAsync(channel, open, cancellationToken);
                    // A queue without a leader refuses at once, and would be asked without a pause for as long as it has none.
                    if (open.Count > 0)
                        await Task.Delay(Pause, cancellationToken);
                }
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task<int> TakeAsync(int left, CancellationToken cancellationToken)
    {
        await _allowed.WaitAsync(cancellationToken);
        var taken = 1;
        while (taken < Math.Min(left, AtOnce) && _allowed.Wait(0, CancellationToken.None))
            taken++;
        return taken;
    }

    // Returns those that were not confirmed.
    private async Task<List<int>> PublishAsync(IChannel channel, List<int> numbers, CancellationToken cancellationToken)
    {
        var published = numbers.ConvertAll(number => TryPublishAsync(channel, number, cancellationToken));
        await Task.WhenAll(published);
        return [.. numbers.Where((_, i) => !published[i].Result)];
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker, it comes back.")]
    private async Task<bool> TryPublishAsync(IChannel channel, int number, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        var body = ChaosRequests.Body(number);
        try
        {
            await channel.BasicPublishAsync("", Queue, mandatory: true, properties, body, cancellationToken).AsTask()
                .WaitAsync(ConfirmLimit, cancellationToken);
            return true;
        }
        catch (PublishException refused) when (refused.IsReturn)
        {
            return false;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Not sent at all, or sent and not confirmed: the exception does not tell.
            Interlocked.Increment(ref _sentAgain);
            return false;
        }
    }
}
