namespace Dispatch.Worker.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCodes
{
    /// <summary>All is done as asked.</summary>
    public const int Done = 0;

    /// <summary>It ran, and something could not be done: a batch line without a result, an error in a checked configuration.</summary>
    public const int Incomplete = 1;

    /// <summary>It could not start: the command line, the configuration, or a file of an earlier run stands against it.</summary>
    public const int BadConfiguration = 2;

    /// <summary>A batch broke off, because a file or the transport failed; it can be resumed.</summary>
    public const int Broken = 3;

    /// <summary>The worker has lost its place at the broker and could not tell why; it is to be started again.</summary>
    public const int LostBroker = 4;

    /// <summary>A batch was told to stop, as a shell reports it for Ctrl-C; it can be resumed.</summary>
    public const int Stopped = 130;
}
