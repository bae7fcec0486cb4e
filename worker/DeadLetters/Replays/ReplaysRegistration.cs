using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.DeadLetters.Replays;

internal static class ReplaysRegistration
{
    /// <summary>What can be asked of replays and ordered, on a store that is there.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="settings">Makes the settings.</param>
    public static IServiceCollection AddReplayOrders(this IServiceCollection services, Func<IServiceProvider, ReplaySettings> settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<ReplayWake>();
        services.AddSingleton<ReplayPreviews>();
        services.AddSingleton<ReplayJobs>();
        return services;
    }

    /// <summary>Likewise, and the running of replays, which is a monitor's.</summary>
    public static IServiceCollection AddReplays(
        this IServiceCollection services, Func<IServiceProvider, ReplaySettings> settings, MessagingSettings messaging)
    {
        services.AddReplayOrders(settings);
        services.AddSingleton<ReplayLeases>();
        services.AddSingleton<ReplaySending>();
        services.AddSingleton<ReplayBooks>();
        services.AddSingleton<ReplayOutcomes>();
        services.AddSingleton<IReplayReceiver>(provider => provider.GetRequiredService<ReplayOutcomes>());
        services.AddSingleton<ReplayWork>();
        services.AddReplayMessaging(messaging);
        services.AddHostedService<ReplayRunner>();
        return services;
    }
}
