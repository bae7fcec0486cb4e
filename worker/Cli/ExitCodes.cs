namespace Dispatch.Worker.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCodes
{
    /// <summary>All is done as asked.</summary>
    public const int Done = 0;

    /// <summary>
    /// It ran, and something could not be done: a batch line without a result, an error in a checked configuration, a dead letter that is
    /// not there, a replay that stopped.
    /// </summary>
    public const int Incomplete = 1;

    /// <summary>It could not start: the command line, the configuration, or a file of an earlier run stands against it.</summary>
    public const int BadConfiguration = 2;

    /// <summary>
    /// It broke off, because a file, the transport, the store of dead letters or the worker that was asked failed. A batch can be resumed.
    /// </summary>
    public const int Broken = 3;

    /// <summary>The worker has lost its place at the broker and could not tell why; it is to be started again.</summary>
    public const int LostBroker = 4;

    /// <summary>It was told to stop, as a shell reports it for Ctrl-C. A batch can be resumed, and a replay that was followed goes on.</summary>
    public const int Stopped = 130;
}
