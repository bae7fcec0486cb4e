using System.CommandLine;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Where the dead letters are, as options of each command.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string?> _server = new("--server")
    {
        Description = "Ask the running worker at this address, for instance http://127.0.0.1:8080; default: the store itself",
        HelpName = "URL",
    };

    private readonly Option<string?> _apiKey = new("--api-key")
    {
        Description = "Where the worker's API key is kept: env:NAME or file:PATH; default: env:DISPATCH_API_KEY, where that is set",
        HelpName = "REFERENCE",
    };

    private readonly Option<string?> _store = new("--store")
    {
        Description = "The store: the path of a SQLite file, or where PostgreSQL is; default: monitor.store of the configuration",
        HelpName = "STORE",
    };

    private readonly Option<string?> _config = CommonOptions.Config();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _server, _apiKey, _store, _config })
            command.Options.Add(option);
    }

    /// <exception cref="RefusedException">They contradict one another.</exception>
    public SourceSettings Read(ParseResult arguments)
    {
        var settings = new SourceSettings(arguments.GetValue(_server), arguments.GetValue(_apiKey), arguments.GetValue(_store), arguments.GetValue(_config));
        if (settings is { Server: not null, Store: not null })
            throw new RefusedException("--server and --store are both given; a worker uses its own store, so give one of them.");
        if (settings is { Server: null, ApiKey: not null })
            throw new RefusedException("--api-key is for a worker; give --server with its address too.");
        return settings;
    }
}

/// <summary>Where the dead letters are; null: not said.</summary>
/// <param name="Server">The address of a running worker.</param>
/// <param name="ApiKey">A reference to its API key.</param>
/// <param name="Store">The store.</param>
/// <param name="Config">The configuration file.</param>
internal sealed record SourceSettings(string? Server, string? ApiKey, string? Store, string? Config);
