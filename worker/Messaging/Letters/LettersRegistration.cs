using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Replays;
using MassTransit;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>What a monitor has on either transport. Needs an <see cref="ILetterReceiver"/>.</summary>
internal static class LettersRegistration
{
    public static void AddLetters(this IServiceCollection services, MessagingSettings settings)
    {
        services.AddSingleton<LetterIntake>();
        services.AddHealthChecks().AddCheck<LetterHealthCheck>("deadLetters", tags: settings.Consume ? ["ready", LetterHealthCheck.Aside] : ["ready"]);
        if (settings.Broker is null)
            services.AddSingleton<MemoryLetters>();
        else
            services.AddHostedService<LetterQueue>();
    }

    /// <summary>Has the monitor take what is published in this process.</summary>
    public static void ConfigureLetters(this IInMemoryBusFactoryConfigurator memory, IBusRegistrationContext context)
    {
        var letters = context.GetRequiredService<MemoryLetters>();
        memory.ReceiveEndpoint(BrokerNames.DeadLetters, endpoint =>
        {
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.PublishFaults = false;
            endpoint.Handler<CompletionDeadLettered>(letter => letters.ReceiveAsync(letter.Message, ReplayMark.Of(letter.ReceiveContext)));
        });
    }
}
