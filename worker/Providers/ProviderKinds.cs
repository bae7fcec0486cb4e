namespace Dispatch.Worker.Providers;

/// <summary>The values of a provider's <c>kind</c>.</summary>
internal static class ProviderKinds
{
    public const string OpenAi = "openai";
    public const string Simulator = "simulator";

    public static IReadOnlyList<string> All { get; } = [OpenAi, Simulator];
}
