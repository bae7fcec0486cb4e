using Dispatch.Worker.Providers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dispatch.Worker.Configuration;

/// <summary>Offers the configuration to the rest of the worker.</summary>
internal static class ConfigurationRegistration
{
    /// <summary>
    /// <see cref="IOptions{TOptions}"/> of <see cref="DispatchOptions"/> for what is taken at the start, <see cref="ISnapshotSource"/>
    /// for what is reloaded. Needs an <see cref="IProviderFactory"/>.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="loaded"/> has an error.</exception>
    public static IServiceCollection AddConfiguration(this IServiceCollection services, LoadedConfiguration loaded, ConfigurationLoader loader)
    {
        if (!loaded.IsValid)
            throw new ArgumentException($"The configuration has an error. {string.Join(" ", loaded.Errors)}", nameof(loaded));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(loaded);
        services.AddSingleton(loader);
        services.AddSingleton(Options.Create(loaded.Options));
        services.AddSingleton(provider => new SnapshotBuilder(provider.GetRequiredService<IProviderFactory>(), loader.Variable));
        services.AddSingleton<LiveConfiguration>();
        services.AddSingleton<ISnapshotSource>(provider => provider.GetRequiredService<LiveConfiguration>());
        services.AddHostedService(provider => provider.GetRequiredService<LiveConfiguration>());
        return services;
    }
}
