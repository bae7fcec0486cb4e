using Dispatch.Worker.Messaging.Queues;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>What messaging has on a broker beside MassTransit.</summary>
internal static class BrokerRegistration
{
    private const string Outcomes = "outcomes";
    private const string Responses = "responses";
    private const string Queues = "queues";

    public static void AddBroker(this IServiceCollection services)
    {
        services.AddSingleton<BrokerConnector>();
        services.AddSingleton<BrokerTopology>();
        services.AddSingleton<BrokerBlockage>();
        services.AddSingleton<BrokerWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerWatch>());
        services.AddHealthChecks().AddCheck<BrokerHealthCheck>("broker", tags: ["ready"]);

        services.AddPublisher(Outcomes, provider => provider.GetRequiredService<BrokerBlockage>());
        services.AddPublisher(Responses, _ => null);
        services.AddSingleton(provider => provider.GetRequiredKeyedService<BrokerPublisher>(Outcomes));
        services.AddSingleton<IMessageSender>(provider => new BrokerSender(
            provider.GetRequiredKeyedService<BrokerPublisher>(Outcomes),
            provider.GetRequiredKeyedService<BrokerPublisher>(Responses),
            provider.GetRequiredService<MessageBounds>(),
            provider.GetRequiredService<Lazy<IBus>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRedeliveryRoute, BrokerRedeliveryRoute>();
        services.AddSingleton<DeliveryMover>();
        services.AddSingleton<UnacknowledgedCounts>();
        services.AddKeyedSingleton(Queues, (provider, _) => new SendingChannel(provider.GetRequiredService<BrokerConnector>(), Queues));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<QueueWatch>(provider, provider.GetRequiredKeyedService<SendingChannel>(Queues)));
        services.AddSingleton<IsolationFilter>();
        services.AddHostedService<LastAcknowledgements>();
    }

    private static void AddPublisher(this IServiceCollection services, string purpose, Func<IServiceProvider, BrokerBlockage?> blockage)
    {
        services.AddKeyedSingleton(purpose, (provider, _) =>
            new SendingChannel(provider.GetRequiredService<BrokerConnector>(), purpose, blockage(provider)));
        services.AddKeyedSingleton(purpose, (provider, _) => new BrokerPublisher(
            provider.GetRequiredService<BrokerConnector>(),
            provider.GetRequiredKeyedService<SendingChannel>(purpose),
            new Confirmation(provider.GetRequiredService<TimeProvider>(), blockage(provider)),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BrokerPublisher>>()));
    }
}
