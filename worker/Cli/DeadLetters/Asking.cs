using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Asks a person; null: there is none.</summary>
internal delegate Task<bool?> Ask(string question, CancellationToken cancellationToken);

/// <summary>Asks on the terminal.</summary>
internal static class Asking
{
    public static async Task<bool?> OnTerminalAsync(string question, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            return null;

        var prompt = new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false };
        return await AnsiConsole.Console.PromptAsync(prompt, cancellationToken);
    }
}
