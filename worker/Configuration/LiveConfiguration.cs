using System.Collections.Immutable;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// Holds the configuration in force and reloads it when the file, or a file that a secret is kept in, changes. A reload that has an
/// error changes nothing.
/// </summary>
internal sealed partial class LiveConfiguration : BackgroundService, ISnapshotSource, IAsyncDisposable
{
    /// <summary>What is taken at the start only.</summary>
    private static readonly string[] Fixed = ["transport", "broker", "roles", "monitor", "listen", "limits.prefetch", "limits.grace"];

    private readonly ConfigurationLoader _loader;
    private readonly SnapshotBuilder _builder;
    private readonly ILogger<LiveConfiguration> _logger;
    private readonly string _file;
    private readonly DispatchOptions _atStart;
    private readonly RetiredProviders _retired;
    private readonly FileWatch _watch;
    private readonly Lock _reloading = new();
    private volatile BuiltSnapshot _built;
    private volatile IReadOnlyList<string> _watched;
    private ImmutableArray<ConfigurationFinding> _rejected = [];
    private int _disposed;

    /// <exception cref="ArgumentException"><paramref name="loaded"/> has an error: the worker must not start.</exception>
    public LiveConfiguration(
        LoadedConfiguration loaded, ConfigurationLoader loader, SnapshotBuilder builder, TimeProvider time, ILogger<LiveConfiguration> logger)
    {
        if (!loaded.IsValid)
            throw new ArgumentException($"The configuration has an error. {string.Join(" ", loaded.Errors)}", nameof(loaded));

        (_loader, _builder, _logger, _file, _atStart) = (loader, builder, logger, loaded.File, loaded.Options);
        _retired = new RetiredProviders(time);
        _watched = loaded.Files;
        _watch = new FileWatch(() => _watched, time);
        _built = builder.Build(loaded.Options);

        LogLoaded(loaded.File);
        foreach (var warning in loaded.Warnings)
            LogWarning(warning.Path, warning.Message);
    }

    public Snapshot Current => _built.Snapshot;

    /// <summary>Reads the file now. False where it has an error, so that nothing was changed; every new finding is logged.</summary>
    public bool Reload()
    {
        lock (_reloading)
        {
            var loaded = _loader.Load(_file);
            _watched = loaded.Files;
            if (!loaded.IsValid)
            {
                Reject(loaded);
                return false;
            }

            _rejected = [];
            var before = _built;
            var after = _builder.Build(loaded.Options, before);
            var changes = Changes(before, after);
            if (changes.Count == 0)
                return true;

            _built = after;
            foreach (var (key, provider) in before.Providers.Where(entry => !IsIn(after, entry.Key, entry.Value)))
                _retired.Retire(provider.Provider);

            var summary = string.Join(", ", changes);
            LogReloaded(_file, summary);
            foreach (var path in ConfigurationChanges.Between(_atStart, loaded.Options).Where(IsFixed).Intersect(changes))
                LogNeedsRestart(path);
            foreach (var warning in loaded.Warnings)
                LogWarning(warning.Path, warning.Message);
            return true;
        }
    }

    /// <summary>Disposes every provider. The host calls it after all work has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        // The container asks once for each service that this is registered as.
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;

        Dispose();
        await _retired.DisposeAsync();
        foreach (var provider in _built.Providers.Values)
            await provider.Provider.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The file may have changed between its first reading and now; where it has not, this changes nothing.
        _watch.Begin();
        TryReload();
        LogWatching(_file);
        try
        {
            while (true)
            {
                await _watch.WaitForChangeAsync(stoppingToken);
                TryReload();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host takes this for a failure, and says so loudly, where it stops because its start failed.
        }
    }

    private static bool IsFixed(string path) => Fixed.Any(setting => ConfigurationPath.IsAtOrBelow(path, setting));

    private void TryReload()
    {
        try
        {
            Reload();
        }
#pragma warning disable CA1031 // The watch must outlive what an adapter's constructor may throw.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception, _file);
        }
    }

    private void Reject(LoadedConfiguration loaded)
    {
        if (loaded.Findings.SequenceEqual(_rejected))
            return;

        _rejected = loaded.Findings;
        var count = loaded.Errors.Count();
        LogRejected(_file, count);
        foreach (var error in loaded.Errors)
            LogError(error.Path, error.Message);
    }

    private static List<string> Changes(BuiltSnapshot before, BuiltSnapshot after)
    {
        var changes = ConfigurationChanges.Between(before.Options, after.Options).ToList();
        foreach (var (key, provider) in after.Providers)
        {
            var path = ConfigurationPath.Of("providers", key);
            if (!IsIn(before, key, provider) && !changes.Exists(change => ConfigurationPath.IsAtOrBelow(change, path)))
                changes.Add($"{path} (a secret)");
        }

        if (!ApiKey.AreSame(before.Snapshot.ApiKey, after.Snapshot.ApiKey) && !changes.Contains("apiKey"))
            changes.Add("apiKey (a secret)");
        return changes;
    }

    private static bool IsIn(BuiltSnapshot snapshot, string key, BuiltProvider provider) =>
        snapshot.Providers.TryGetValue(key, out var held) && ReferenceEquals(held, provider);

    [LoggerMessage(Level = LogLevel.Information, Message = "The configuration is {File}")]
    private partial void LogLoaded(string file);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Watching {File}")]
    private partial void LogWatching(string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded {File}; changed: {Changes}")]
    private partial void LogReloaded(string file, string changes);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} was not reloaded, it has {Count} error(s); the configuration from before stays in force")]
    private partial void LogRejected(string file, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path}: {Finding}")]
    private partial void LogError(string path, string finding);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: {Finding}")]
    private partial void LogWarning(string path, string finding);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is taken at the start only; restart the worker for the change to take effect")]
    private partial void LogNeedsRestart(string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} was not reloaded; the configuration from before stays in force")]
    private partial void LogFailed(Exception exception, string file);
}
