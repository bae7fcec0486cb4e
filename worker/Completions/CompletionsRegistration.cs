namespace Dispatch.Worker.Completions;

internal static class CompletionsRegistration
{
    public static IServiceCollection AddCompletions(this IServiceCollection services) =>
        services.AddSingleton<AttemptRunner>().AddSingleton<WaitingRoom>().AddSingleton<CompletionProcessor>();
}
