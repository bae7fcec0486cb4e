using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dispatch.Worker.DeadLetters;

internal static class DeadLettersRegistration
{
    /// <summary>The store of dead letters, for reading and for changes; opened at the first use.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="options">Where the store is.</param>
    /// <param name="environment">Where its password may be kept.</param>
    public static IServiceCollection AddLetterStore(this IServiceCollection services, MonitorOptions options, Func<string, string?> environment)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new LetterDatabase(DatabaseOf(options, environment), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LetterStore>();
        services.AddSingleton<LetterReader>();
        services.AddSingleton<AuditTrail>();
        return services;
    }

    /// <summary>What the role monitor does with what comes from the queue.</summary>
    public static IServiceCollection AddMonitor(this IServiceCollection services, MonitorOptions options, Func<string, string?> environment) =>
        services.AddLetterStore(options, environment)
            .AddSingleton<ILetterReceiver, LetterKeeper>()
            .AddHostedService(provider => ActivatorUtilities.CreateInstance<Retention>(provider, options.Retention));

    private static ILetterDatabase DatabaseOf(MonitorOptions options, Func<string, string?> environment) =>
        StorePlace.IsPostgreSql(options.Store)
            ? new PostgreSqlLetters(options.Store, () => StorePassword.Of(options, environment))
            : new SqliteLetters(options.Store);
}
