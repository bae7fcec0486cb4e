namespace Dispatch.Worker.Messaging.Replays;

/// <summary>What a process needs of messaging that replays dead letters.</summary>
internal static class ReplayMessagingRegistration
{
    private const string Purpose = "replays";

    /// <summary>The way of requests back to the workers, and of their word on results. Wants an <see cref="IReplayReceiver"/>.</summary>
    public static IServiceCollection AddReplayMessaging(this IServiceCollection services, MessagingSettings settings)
    {
        if (settings.Broker is null)
        {
            services.AddSingleton<IReplaySender, MemoryReplaySender>();
            services.AddHostedService<MemoryReplayQueue>();
            return services;
        }

        services.AddKeyedSingleton(Purpose, (provider, _) =>
            new SendingChannel(provider.GetRequiredService<BrokerConnector>(), Purpose, provider.GetRequiredService<BrokerBlockage>()));
        services.AddSingleton<IReplaySender>(provider => new BrokerReplaySender(
            provider.GetRequiredService<BrokerConnector>(),
            provider.GetRequiredKeyedService<SendingChannel>(Purpose),
            new Confirmation(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<BrokerBlockage>()),
            provider.GetRequiredService<MessageBounds>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ReplayQueue>();
        return services;
    }
}
