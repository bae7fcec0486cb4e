using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dispatch.Worker.DeadLetters;

internal static class DeadLettersRegistration
{
    /// <summary>The store of dead letters, for reading and for changes; opened at the first use.</summary>
    public static IServiceCollection AddLetterStore(this IServiceCollection services, MonitorOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new LetterDatabase(new SqliteLetters(options.Store), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LetterStore>();
        services.AddSingleton<LetterReader>();
        services.AddSingleton<AuditTrail>();
        return services;
    }

    /// <summary>What the role monitor does with what comes from the queue.</summary>
    public static IServiceCollection AddMonitor(this IServiceCollection services, MonitorOptions options) =>
        services.AddLetterStore(options).AddSingleton<ILetterReceiver, LetterKeeper>();
}
