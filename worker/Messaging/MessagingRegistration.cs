using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Letters;
using Dispatch.Worker.Messaging.Queues;
using Dispatch.Worker.Messaging.Tracing;
using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Puts MassTransit together for either transport.</summary>
internal static class MessagingRegistration
{
    // After the grace time the attempts in flight are cancelled; this is left to hand their requests back.
    private static readonly TimeSpan TimeToHandBack = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddMessaging(this IServiceCollection services, MessagingSettings settings)
    {
        services.AddSingleton(settings);
        // The bus is built with filters that send: it can only be asked for when it is there.
        services.AddSingleton(provider => new Lazy<IBus>(provider.GetRequiredService<IBus>));
        services.AddSingleton<OutcomeSender>();
        services.AddSingleton<RequestSender>();
        services.AddSingleton<MessageBounds>();
        services.AddSingleton<HoldBack>();
        services.AddSingleton(provider => new ResponseRoutes(provider.GetService<BrokerConnector>()));
        services.AddSingleton<DeadLetterPublisher>();
        services.AddSingleton<OutcomePublisher>();
        services.AddSingleton<UnreadableMessageFilter>();
        services.AddSingleton<ReceiveFilter>();
        services.AddSingleton<CompletionRequestConsumer>();
        services.AddSingleton<BatchChannelFactory>();
        services.AddSingleton<GracePeriod>();
        services.AddMeters();
        services.AddSingleton<QueueReadings>();
        services.AddSingleton<QueueHead>();
        services.AddHostedService<QueueObserver>();
        services.Configure<MassTransitHostOptions>(options => options.StopTimeout = settings.Grace + TimeToHandBack);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Grace + 2 * TimeToHandBack);

        if (settings.Broker is { } broker)
        {
            services.AddSingleton(broker);
            services.AddBroker();
        }
        else
        {
            services.AddSingleton<IRedeliveryRoute, MemoryRedeliveryRoute>();
            services.AddSingleton<IMessageSender, MemorySender>();
        }

        if (settings.LetterBatch is not null)
            services.AddLetters(settings);

        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (settings.Broker is null)
                bus.UsingInMemory((context, memory) => ConfigureMemory(context, memory, settings));
            else
                bus.UsingRabbitMq((context, rabbit) => ConfigureBroker(context, rabbit, settings));
        });
    }

    private static void ConfigureMemory(IBusRegistrationContext context, IInMemoryBusFactoryConfigurator memory, MessagingSettings settings)
    {
        if (settings.LetterBatch is not null)
            memory.ConfigureLetters(context);
        if (!settings.Consume)
            return;

        memory.ReceiveEndpoint(BrokerNames.Requests, endpoint =>
        {
            endpoint.ConfigureReceive(receive => receive.UseFilter(new TraceFilter(BrokerNames.Requests)));
            ConfigureEndpoint(context, endpoint, settings);
        });
        memory.ReceiveEndpoint(BrokerNames.Retry, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.ConfigureReceive(receive => receive.UseFilter(new TraceFilter(BrokerNames.Retry)));
            ConfigureEndpoint(context, endpoint, settings);
        });
    }

    private static void ConfigureBroker(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, MessagingSettings settings)
    {
        var watch = context.GetRequiredService<BrokerWatch>();
        rabbit.Host(settings.Broker!.Url, host => context.GetRequiredService<BrokerConnector>().Configure(host, watch.WaitAsync));
        if (!settings.Consume)
            return;

        rabbit.ReceiveEndpoint(BrokerNames.Requests, endpoint => ConfigureQueue(context, endpoint, BrokerNames.Requests, settings));
        rabbit.ReceiveEndpoint(BrokerNames.Retry, endpoint => ConfigureQueue(context, endpoint, BrokerNames.Retry, settings));
        rabbit.ReceiveEndpoint(BrokerNames.Isolated, endpoint => ConfigureQueue(context, endpoint, BrokerNames.Isolated, settings with { Prefetch = 1 }));
    }

    private static void ConfigureQueue(
        IBusRegistrationContext context, IRabbitMqReceiveEndpointConfigurator endpoint, string name, MessagingSettings settings)
    {
        endpoint.ConfigureConsumeTopology = name == BrokerNames.Requests;
        foreach (var (key, value) in QueueSpecifications.OfRequests(name).Arguments)
            endpoint.SetQueueArgument(key, value);
        var isolation = context.GetRequiredService<IsolationFilter>();
        endpoint.ConfigureReceive(receive =>
        {
            receive.UseFilter(new TraceFilter(name));
            receive.UseFilter(isolation);
        });
        ConfigureEndpoint(context, endpoint, settings);
    }

    private static void ConfigureEndpoint(IBusRegistrationContext context, IReceiveEndpointConfigurator endpoint, MessagingSettings settings)
    {
        var unreadable = context.GetRequiredService<UnreadableMessageFilter>();
        endpoint.PrefetchCount = settings.Prefetch;
        endpoint.ConcurrentMessageLimit = settings.Prefetch;
        endpoint.PublishFaults = false;
        RequestDeserializer.Use(endpoint);
        endpoint.ConfigureError(error => error.UseFilter(unreadable));
        endpoint.ConfigureDeadLetter(skipped => skipped.UseFilter(unreadable));
        // One for all deliveries: it holds nothing of them, and a scope of services for each would be empty.
        endpoint.Instance(context.GetRequiredService<CompletionRequestConsumer>(), consumer =>
            consumer.Message<CompletionRequest>(message => message.UseFilter(context.GetRequiredService<ReceiveFilter>())));
    }
}
