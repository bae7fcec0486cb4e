using System.CommandLine;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters</c>: see them, understand them, put them right. It writes to the invocation's output.</summary>
internal static class DeadLettersCommand
{
    /// <param name="loader">Reads the configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ask">Asks whoever sits there; null: on the terminal.</param>
    public static Command Create(ConfigurationLoader loader, TimeProvider time, Ask? ask = null)
    {
        var commands = new LetterCommand(settings => LetterSources.Open(settings, loader, time), time, ask ?? Asking.OnTerminalAsync);
        return new Command("dead-letters", "See dead letters, understand them, and put them right: in the store, or through a running worker")
        {
            GroupsCommand.Create(commands),
            ListCommand.Create(commands),
            ShowCommand.Create(commands),
            ExportCommand.Create(commands),
            WatchCommand.Create(commands),
            ReplayCommand.Create(commands),
            ReplaysCommand.Create(commands),
            ChangeCommands.Archive(commands),
            ChangeCommands.Restore(commands),
            NoteCommand.Create(commands),
            AuditCommand.Create(commands),
        };
    }
}
