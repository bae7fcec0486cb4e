namespace Dispatch.Integration.Tests.Hostile;

/// <summary>The outcomes that a hostile message may have: exactly one of them, exactly once.</summary>
[Flags]
internal enum Expected
{
    Answered = 1,
    Malformed = 2,
    Unroutable = 4,
    DeadlineExceeded = 8,
    Rejected = 16,
    ChainExhausted = 32,

    /// <summary>Whatever the mutation has left of it: nothing but what the worker itself is to blame for.</summary>
    Any = Answered | Malformed | Unroutable | DeadlineExceeded | Rejected,
}
