using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Completions;

internal static class CompletionsRegistration
{
    public static IServiceCollection AddCompletions(this IServiceCollection services) =>
        services.AddMeters().AddSingleton<GroupNames>().AddSingleton<AttemptRunner>().AddSingleton<WaitingRoom>().AddSingleton<CompletionProcessor>().AddHostedService<GroupObserver>();
}
