using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dispatch.Worker.DeadLetters;

internal static class DeadLettersRegistration
{
    /// <summary>The store of dead letters, for reading and for changes; opened at the first use.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="path">The path of the SQLite file.</param>
    public static IServiceCollection AddLetterStore(this IServiceCollection services, string path)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new LetterDatabase(new SqliteLetters(path), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LetterStore>();
        services.AddSingleton<LetterReader>();
        services.AddSingleton<AuditTrail>();
        return services;
    }
}
