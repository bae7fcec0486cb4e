using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Opens what the options name: nothing more is built than that needs.</summary>
internal static class LetterSources
{
    private const string KeyVariable = "DISPATCH_API_KEY";

    /// <exception cref="RefusedException">It cannot be opened.</exception>
    public static ILetterSource Open(SourceSettings settings, ConfigurationLoader loader, TimeProvider time)
    {
        if (settings.Server is { } server)
            return new ServerSource(new WorkerClient(AddressOf(server), KeyOf(settings.ApiKey, loader)));

        var options = OptionsOf(settings, loader);
        var store = options.Monitor;
        if (!StorePlace.IsPostgreSql(store.Store) && !File.Exists(store.Store))
        {
            throw new RefusedException(
                $"There is no store of dead letters at {Path.GetFullPath(store.Store)}. A worker with the role monitor makes it; name another one with "
                + "--store or --config, or ask a running worker with --server URL.");
        }

        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddLetterStore(store, loader.Variable);
        // Which groups the workers know is theirs to say, when they have the requests.
        services.AddReplayOrders(_ => new ReplaySettings(store.Replay, () => options.Limits.TimeToLive, _ => true, options.Broker.MaxMessageBytes));
        return new StoreSource(services.BuildServiceProvider(), $"{Environment.UserName}@{Environment.MachineName}");
    }

    private static DispatchOptions OptionsOf(SourceSettings settings, ConfigurationLoader loader)
    {
        if (settings.Store is { } store && StorePlace.Refuse(store) is { } refusal)
            throw new RefusedException($"--store: {refusal}");
        if (settings is { Store: { } alone, Config: null })
            return new DispatchOptions { Monitor = new MonitorOptions { Store = alone } };

        var configuration = loader.Load(settings.Config, section: "monitor");
        if (configuration.Options is not { } options)
        {
            using var findings = new StringWriter();
            FindingsReport.Write(configuration, findings);
            throw new RefusedException($"The store of dead letters cannot be told from the configuration; mend it, or name it with --store.\n{findings.ToString().TrimEnd()}");
        }

        return settings.Store is { } other ? options with { Monitor = options.Monitor with { Store = other } } : options;
    }

    private static Uri AddressOf(string server) =>
        Uri.TryCreate(server.EndsWith('/') ? server : $"{server}/", UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new RefusedException("--server must be an http:// or https:// URL without a user, for instance http://127.0.0.1:8080.");

    private static string? KeyOf(string? reference, ConfigurationLoader loader)
    {
        if (reference is null)
            return string.IsNullOrWhiteSpace(loader.Variable(KeyVariable)) ? null : loader.Variable(KeyVariable);

        // It may be the key itself, written where everybody on this machine can read it: it is not repeated.
        return SecretReference.TryResolve(reference, loader.Variable, out var key, out var error) ? key : throw new RefusedException($"--api-key: {error}");
    }
}
