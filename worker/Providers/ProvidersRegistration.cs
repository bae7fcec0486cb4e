using Dispatch.Worker.Providers.Anthropic;
using Dispatch.Worker.Providers.Http;
using Dispatch.Worker.Providers.OpenAi;
using Dispatch.Worker.Providers.Simulator;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dispatch.Worker.Providers;

/// <summary>Registers what this folder offers: an <see cref="IProviderFactory"/> that knows every kind.</summary>
internal static class ProvidersRegistration
{
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HttpAdapters>();
        services.AddSingleton<IProviderKind, OpenAiKind>();
        services.AddSingleton<IProviderKind, AnthropicKind>();
        services.AddSingleton<IProviderKind, SimulatorKind>();
        services.AddSingleton<IProviderFactory, ProviderFactory>();
        return services;
    }
}
