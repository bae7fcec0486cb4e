using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// The pause before a delivery goes back whose outcome could not be published. The broker hands it out again at once; while it or the
/// way to it is broken, that must not become a busy loop.
/// </summary>
internal sealed class HoldBack(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Waits a second, twice as long for each time that the delivery has come back, a minute at most.</summary>
    public Task PauseAsync(ReceiveContext context)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(BrokerProperties.DeliveriesBefore(context), 0, 10)));
        return Task.Delay(pause < Longest ? pause : Longest, time, context.CancellationToken);
    }
}
