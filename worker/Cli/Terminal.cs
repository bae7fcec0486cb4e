using Spectre.Console;

namespace Dispatch.Worker.Cli;

/// <summary>A Spectre.Console console on a writer of the invocation; where that is no terminal, its text is plain.</summary>
internal static class Terminal
{
    /// <summary>Wide enough that a line of a file or a pipe is never wrapped.</summary>
    private const int Unwrapped = 10_000;

    public static IAnsiConsole On(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        if (output.IsTerminal)
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = output });

        // By itself it looks at what TERM says, also when it writes to a file.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output, Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = Unwrapped;
        return console;
    }

    /// <summary>Whether a display can be drawn anew in place.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;
}
