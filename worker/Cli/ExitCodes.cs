namespace Dispatch.Worker.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCodes
{
    /// <summary>All is done as asked.</summary>
    public const int Done = 0;

    /// <summary>It ran, and something could not be done: a batch line without a result, an error in a checked configuration.</summary>
    public const int Incomplete = 1;

    /// <summary>It could not start: the command line or the configuration has an error.</summary>
    public const int BadConfiguration = 2;
}
