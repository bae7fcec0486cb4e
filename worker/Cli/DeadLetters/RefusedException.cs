namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>A command that can't be carried out, or not to its end; the message says what is wrong, where, and how to mend it.</summary>
/// <param name="message">The sentence.</param>
/// <param name="exitCode">What the process ends with, see <see cref="ExitCodes"/>.</param>
/// <param name="inner">What it comes from.</param>
internal sealed class RefusedException(string message, int exitCode = ExitCodes.BadConfiguration, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;
}
