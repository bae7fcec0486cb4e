using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What a dead letter holds of its request. In the store the number.</summary>
internal enum HeldContent
{
    /// <summary>The request.</summary>
    Request,

    /// <summary>The message's bytes, which could not be read as a request.</summary>
    Raw,

    /// <summary>Nothing: the message is too large, and elsewhere.</summary>
    Elsewhere,
}

/// <summary>Tells <see cref="HeldContent"/> of a dead letter.</summary>
internal static class HeldContents
{
    public static HeldContent Of(CompletionDeadLettered letter) =>
        letter.Request is not null ? HeldContent.Request : letter.Raw is not null ? HeldContent.Raw : HeldContent.Elsewhere;
}
