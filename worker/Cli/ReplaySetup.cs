using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Cli;

/// <summary>Turns what the configuration says of replays and of the workers into what replays take.</summary>
internal static class ReplaySetup
{
    /// <param name="options">The monitor's.</param>
    public static Func<IServiceProvider, ReplaySettings> Of(ReplayOptions options) => provider =>
    {
        var snapshots = provider.GetRequiredService<ISnapshotSource>();
        return new ReplaySettings(
            options,
            () => snapshots.Current.Limits.TimeToLive,
            name => snapshots.Current.Routing.TryFind(name, out _),
            provider.GetRequiredService<MessageBounds>().MaxBytes);
    };
}
