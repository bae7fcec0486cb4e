namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>What one side says before the other does: messages of one role that follow one another are one turn.</summary>
/// <param name="IsAssistant">It is the model's; else the user's.</param>
/// <param name="First">The index of the message that it begins with.</param>
internal sealed record Turn(bool IsAssistant, int First)
{
    /// <summary>Results of tools. They stand before all else of a turn, or the API refuses it.</summary>
    public List<Block> Results { get; } = [];

    public List<Block> Blocks { get; } = [];
}
