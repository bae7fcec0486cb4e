using System.Net.Security;
using System.Security.Authentication;
using Dispatch.Contracts;
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
        services.AddSingleton(provider => new OutcomeSender(
            new Lazy<IBus>(provider.GetRequiredService<IBus>), provider.GetService<BrokerTopologyService>()));
        services.AddSingleton<OutcomePublisher>();
        services.AddSingleton<UnreadableMessageFilter>();
        services.AddSingleton<ReceiveFilter>();
        services.AddSingleton<BatchChannelFactory>();
        services.AddSingleton<GracePeriod>();
        services.Configure<MassTransitHostOptions>(options => options.StopTimeout = settings.Grace + TimeToHandBack);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Grace + 2 * TimeToHandBack);

        if (settings.Broker is { } broker)
        {
            services.AddSingleton<IRedeliveryRoute, BrokerRedeliveryRoute>();
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BrokerTopologyService>(provider, broker));
            services.AddHostedService(provider => provider.GetRequiredService<BrokerTopologyService>());
            services.AddReceiveObserver<LastAcknowledgements>();
        }
        else
        {
            services.AddSingleton<IRedeliveryRoute, MemoryRedeliveryRoute>();
        }

        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (settings.Consume)
                bus.AddConsumer<CompletionRequestConsumer>();
            if (settings.Broker is null)
                bus.UsingInMemory((context, memory) => ConfigureMemory(context, memory, settings));
            else
                bus.UsingRabbitMq((context, rabbit) => ConfigureBroker(context, rabbit, settings));
        });
    }

    private static void ConfigureMemory(IBusRegistrationContext context, IInMemoryBusFactoryConfigurator memory, MessagingSettings settings)
    {
        if (!settings.Consume)
            return;

        memory.ReceiveEndpoint(BrokerNames.Requests, endpoint => ConfigureEndpoint(context, endpoint, settings));
        memory.ReceiveEndpoint(BrokerNames.Retry, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            ConfigureEndpoint(context, endpoint, settings);
        });
    }

    private static void ConfigureBroker(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, MessagingSettings settings)
    {
        rabbit.Host(settings.Broker!, "dispatch", host => ConfigureTls(host, settings.Broker!));
        if (!settings.Consume)
            return;

        rabbit.ReceiveEndpoint(BrokerNames.Requests, endpoint => ConfigureQueue(context, endpoint, settings));
        rabbit.ReceiveEndpoint(BrokerNames.Retry, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            ConfigureQueue(context, endpoint, settings);
        });
    }

    // MassTransit by itself takes TLS from the port, and takes any certificate chain.
    private static void ConfigureTls(IRabbitMqHostConfigurator host, Uri broker)
    {
        if (broker.Scheme != "amqps")
            return;

        host.UseSsl(tls =>
        {
            tls.ServerName = broker.Host;
            tls.Protocol = SslProtocols.None;
            tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch);
        });
    }

    private static void ConfigureQueue(IBusRegistrationContext context, IRabbitMqReceiveEndpointConfigurator endpoint, MessagingSettings settings)
    {
        foreach (var (name, value) in BrokerTopology.RequestArguments())
            endpoint.SetQueueArgument(name, value);
        endpoint.AddDependency(context.GetRequiredService<BrokerTopologyService>());
        ConfigureEndpoint(context, endpoint, settings);
    }

    private static void ConfigureEndpoint(IBusRegistrationContext context, IReceiveEndpointConfigurator endpoint, MessagingSettings settings)
    {
        var unreadable = context.GetRequiredService<UnreadableMessageFilter>();
        endpoint.PrefetchCount = settings.Prefetch;
        endpoint.ConcurrentMessageLimit = settings.Prefetch;
        endpoint.PublishFaults = false;
        endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        endpoint.ConfigureError(error => error.UseFilter(unreadable));
        endpoint.ConfigureDeadLetter(skipped => skipped.UseFilter(unreadable));
        endpoint.ConfigureConsumer<CompletionRequestConsumer>(context, consumer =>
            consumer.Message<CompletionRequest>(message => message.UseFilter(context.GetRequiredService<ReceiveFilter>())));
    }
}
