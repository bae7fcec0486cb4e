namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What a replay does next. Closed.</summary>
internal abstract record RampMove
{
    private RampMove()
    {
    }

    /// <summary>Send so many now.</summary>
    public sealed record Send(int Count) : RampMove;

    /// <summary>Go on to the next step, and ask again.</summary>
    public sealed record Climb : RampMove;

    /// <summary>Send nothing before an outcome comes, or this instant.</summary>
    public sealed record Wait(DateTimeOffset Until) : RampMove;
}
