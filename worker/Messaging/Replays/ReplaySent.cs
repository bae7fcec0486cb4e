namespace Dispatch.Worker.Messaging.Replays;

/// <summary>What is known of a request that was to be sent again. Closed.</summary>
internal abstract record ReplaySent
{
    private ReplaySent()
    {
    }

    /// <summary>The queue has it for good.</summary>
    public sealed record Confirmed : ReplaySent;

    /// <summary>The queue certainly does not have it, and the same may be tried later.</summary>
    public sealed record NotSent(string Why) : ReplaySent;

    /// <summary>The queue certainly does not have it, and never will: the message itself is at fault.</summary>
    public sealed record Refused(string Why) : ReplaySent;

    /// <summary>The queue may have it.</summary>
    public sealed record Unknown(string Why) : ReplaySent;
}
