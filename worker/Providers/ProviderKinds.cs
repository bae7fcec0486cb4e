namespace Dispatch.Worker.Providers;

/// <summary>The values of a provider's <c>kind</c>.</summary>
internal static class ProviderKinds
{
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";
    public const string Simulator = "simulator";

    public static IReadOnlyList<string> All { get; } = [OpenAi, Anthropic, Simulator];

    /// <summary>A provider of that kind is called over HTTP.</summary>
    public static bool IsCalled(string kind) => kind is OpenAi or Anthropic;
}
