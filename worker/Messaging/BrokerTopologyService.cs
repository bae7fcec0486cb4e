using System.Diagnostics.CodeAnalysis;
using MassTransit.Transports;

namespace Dispatch.Worker.Messaging;

/// <summary>Declares the topology, however long the broker takes to come. No request is consumed before it is there.</summary>
internal sealed partial class BrokerTopologyService(Uri broker, TimeProvider time, ILogger<BrokerTopologyService> logger)
    : BackgroundService, IReceiveEndpointDependency
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the topology is there.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Declares it now; what is there already stays as it is.</summary>
    public Task DeclareAsync(CancellationToken cancellationToken) =>
        BrokerChannel.UseAsync(broker, "topology", channel => BrokerTopology.DeclareAsync(channel, cancellationToken), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(500);
        while (!await TryDeclareAsync(stoppingToken))
        {
            await Task.Delay(pause, time, stoppingToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        _ready.SetResult();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _ready.TrySetCanceled(CancellationToken.None);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker is said, and tried again until it is mended.")]
    private async Task<bool> TryDeclareAsync(CancellationToken stoppingToken)
    {
        try
        {
            await DeclareAsync(stoppingToken);
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotDeclared(exception.InnerException?.Message ?? exception.Message, broker.Host, broker.Port);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queues on {Host}:{Port} could not be declared: {Why} It is tried again.")]
    private partial void LogNotDeclared(string why, string host, int port);
}
