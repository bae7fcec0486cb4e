using System.CommandLine;

namespace Dispatch.Worker.Cli;

/// <summary>Options that several commands have, alike everywhere.</summary>
internal static class CommonOptions
{
    public static Option<string?> Config() => new("--config")
    {
        Description = "The configuration file; default: dispatch.json or appsettings.json, here or beside the executable",
        HelpName = "PATH",
    };
}
