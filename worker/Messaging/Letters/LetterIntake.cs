namespace Dispatch.Worker.Messaging.Letters;

/// <summary>What keeps the monitor from taking dead letters, for its health.</summary>
internal sealed class LetterIntake
{
    private volatile string? _trouble;

    /// <summary>A sentence on what is wrong and how to mend it; null: nothing that is known.</summary>
    public string? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }
}
