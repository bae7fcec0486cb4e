using Dispatch.Worker.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class LiveConfigurationWatchTests : IDisposable
{
    private const string Good = "{ 'providers': { 'a': { 'kind': 'simulator' } } }";
    private const string Better = "{ 'providers': { 'a': { 'kind': 'simulator' }, 'b': { 'kind': 'simulator' } } }";

    private readonly Sandbox _sandbox = new();
    private readonly RecordingFactory _factory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<LiveConfiguration> _logger = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_changed_file_is_noticed()
    {
        await using var live = Start(Good);
        await Watch(live);
        var reloaded = _logger.Next("changed: providers.b");

        _sandbox.WriteConfiguration(Better);
        await PassTimeUntil(reloaded);

        Assert.Equal(["a", "b"], live.Current.Providers.Keys.Order(StringComparer.Ordinal));
        await live.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_that_changed_before_the_watch_began_is_noticed()
    {
        await using var live = Start(Good);
        var reloaded = _logger.Next("changed: providers.b");
        _sandbox.WriteConfiguration(Better);

        await live.StartAsync(TestContext.Current.CancellationToken);
        await reloaded.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await live.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_swapped_symbolic_link_is_noticed()
    {
        // As Kubernetes mounts a ConfigMap: dispatch.json -> ..data/dispatch.json, and ..data is replaced.
        foreach (var (version, json) in new[] { ("1", Good), ("2", Better) })
        {
            Directory.CreateDirectory(_sandbox.PathOf(version));
            _sandbox.WriteConfiguration(json, $"{version}/dispatch.json");
        }

        Directory.CreateSymbolicLink(_sandbox.PathOf("..data"), "1");
        File.CreateSymbolicLink(_sandbox.PathOf("dispatch.json"), "..data/dispatch.json");
        await using var live = Create(_sandbox.Loader().Load());
        await Watch(live);
        var reloaded = _logger.Next("changed: providers.b");

        Directory.Delete(_sandbox.PathOf("..data"));
        Directory.CreateSymbolicLink(_sandbox.PathOf("..data"), "2");
        await PassTimeUntil(reloaded);

        await live.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_changed_secret_is_noticed()
    {
        var secret = _sandbox.Write("key", "1");
        await using var live = Start($"{{ 'providers': {{ 'p': {{ 'baseUrl': 'https://example.com', 'apiKey': 'file:{secret}' }} }} }}");
        await Watch(live);
        var reloaded = _logger.Next("changed: providers.p (a secret)");

        _sandbox.Write("key", "2");
        await PassTimeUntil(reloaded);

        Assert.Equal(2, _factory.Created.Count);
        await live.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_adapter_that_can_t_be_made_changes_nothing_and_the_watch_goes_on()
    {
        await using var live = Start(Good);
        await Watch(live);
        (_factory.Refused, var failed) = ("b", _logger.Next("was not reloaded"));
        _sandbox.WriteConfiguration(Better);
        await PassTimeUntil(failed);
        Assert.Equal(["a"], live.Current.Providers.Keys);

        var reloaded = _logger.Next("changed: providers.c");
        _sandbox.WriteConfiguration(Better.Replace("'b'", "'c'", StringComparison.Ordinal));
        await PassTimeUntil(reloaded);

        await live.StopAsync(TestContext.Current.CancellationToken);
    }

    private LiveConfiguration Start(string json) => Create(_sandbox.Load(json));

    private LiveConfiguration Create(LoadedConfiguration loaded)
    {
        var loader = _sandbox.Loader();
        return new LiveConfiguration(loaded, loader, new SnapshotBuilder(_factory, loader.Variable), _time, _logger);
    }

    /// <summary>Returns when only the watch can notice a change, no longer the look that is taken at its start.</summary>
    private async Task Watch(LiveConfiguration live)
    {
        var watching = _logger.Next("Watching");
        await live.StartAsync(TestContext.Current.CancellationToken);
        await watching.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>The watch sets a timer when it is done with its last look; time is passed until one of them leads to the signal.</summary>
    private async Task PassTimeUntil(Task signal)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!signal.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }
    }
}
